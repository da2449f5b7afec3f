"""console: the commands behind `tocsin`, a file a group.

Each command reads what was typed, calls a room and shows what came of it; it commits, the rooms do not.
Command bodies import the rooms they need late, because `tocsin --help` must answer in a blink.

door   what commands share: the desk, speaking, asking, problems
commands  the root of all commands; helping  help pages in another language than English
"""
