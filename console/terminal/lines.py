"""A text in the width of the terminal, broken between words but not in a command."""

import re
from shutil import get_terminal_size
from textwrap import wrap

NO_BREAK = "\N{NO-BREAK SPACE}"
LONGEST_COMMAND = 50
_COMMAND = re.compile(r"`tocsin [^`]*`|tocsin [a-z]+(?: [a-z0-9-]+)*", re.ASCII)


def fitting_lines(text: str, step: int = 0) -> str:
    """The text in lines of the width of this terminal, broken between words but not in a command;
    its indentation is kept."""
    width = get_terminal_size().columns
    lines = (
        wrap(
            _COMMAND.sub(_unbroken, line),
            width,
            break_long_words=False,
            break_on_hyphens=False,
            subsequent_indent=" " * max(step, len(line) - len(line.lstrip())),
        )
        for line in text.splitlines()
    )
    return "\n".join(part for line in lines for part in line or [""]).replace(NO_BREAK, " ")


def _unbroken(command: re.Match[str]) -> str:
    """A command that is short enough to stand on one line."""
    return command[0].replace(" ", NO_BREAK) if len(command[0]) <= LONGEST_COMMAND else command[0]
