"""What every command shares: the terminal that it speaks to, and the person who sits there.

door, root, token_file, asking, language, and the screens on which alerts and schedules agree:
preview, last_screen, progress. It imports none of the other wings."""
