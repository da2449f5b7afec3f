"""console: the commands behind `tocsin`, a wing for each kind of work.

Each command reads what was typed, calls a room and shows what came of it; it commits, the rooms do not.
Command bodies import the rooms they need late, because `tocsin --help` must answer in a blink.

terminal   what all commands share: the door, asking, the screens, the language
alerts, schedules, residents, staff, backup, system   what can be typed, and what carries it out
locale     the Greek of the terminal
"""
