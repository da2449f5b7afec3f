"""Duty staff: what they may type where the command runs as the user of the home, by sudo
(deploy/tocsin).

That user can read the key, every token and every address, so a command for duty staff takes no
other home and opens no file by its name. What a member may do with these commands is a matter of
their token."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from runtime import Exit, Problem, said

DUTY = "TOCSIN_DUTY"
WHOLE: frozenset[str] = frozenset()
ALLOWED: Mapping[str, frozenset[str]] = {
    "send": WHOLE,
    "resume": WHOLE,
    "status": WHOLE,
    "doctor": WHOLE,
    "channels": WHOLE,
    "alerts": WHOLE,
    "schedules": WHOLE,
    "templates": WHOLE,
    "staff": frozenset({"totp"}),
    "journal": WHOLE,
    "areas": frozenset({"list"}),
    "residents": frozenset(
        {"add", "change", "remove", "list", "find", "show", "lift", "unblock", "count"}
    ),
}
HELP = frozenset({"--help", "-h"})
STREAM = Path("-")


class NotForDuty(Problem):
    """This machine gives duty staff the commands of the night card. An administrator may do the
    rest: `sudo tocsin ...`."""

    exit = Exit.REFUSED


class FileByName(Problem):
    """The command runs as another user, who opens no file for you. Write - for the file, and let
    your shell write it: `tocsin ... - > FILE`."""

    exit = Exit.REFUSED


def check_command(words: Sequence[str], home: object) -> None:
    """Raise NotForDuty unless duty staff may type these words of `tocsin`, in the home they were
    given."""
    if home is not None:
        raise NotForDuty(said("The home is fixed on this machine: leave --home out."))
    allowed = ALLOWED.get(words[0])
    if allowed is None:
        raise NotForDuty(said("`tocsin {command}` is not among them.", command=words[0]))
    if allowed and len(words) > 1 and words[1] not in allowed | HELP:
        raise NotForDuty(
            said("`tocsin {command}` is not among them.", command=f"{words[0]} {words[1]}")
        )


def check_files(values: Mapping[str, object]) -> None:
    """Raise FileByName when a command was given a file by its name."""
    for name, value in values.items():
        given = value if isinstance(value, list | tuple) else [value]
        if any(isinstance(each, Path) and each != STREAM for each in given):
            raise FileByName(said("{option} names a file.", option=f"--{name.replace('_', '-')}"))
