"""`tocsin schedules` and `tocsin scheduler`: what goes out at a moment that was set before.

What can be typed is in commands and options; planning, timetable and running_due carry it out."""
