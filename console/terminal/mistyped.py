"""Mistyped: a value that an option does not take, told as any other problem is; what Typer says of
it names its library, and its kinds of values."""

import re
from collections.abc import Iterator
from functools import cache

from typer.exceptions import TyperException

from runtime import Said, UsageProblem, mark, said

_INVALID = "Invalid value for {name}: {why}"
# What Typer and pydantic say, and what is said in its place; the first that matches.
_SENTENCES = (
    (
        "Value error, {value} is not one of {choices}.",
        mark("{name}: {value} is none of: {choices}."),
    ),
    ("{value} is not one of {choices}.", mark("{name}: {value} is none of: {choices}.")),
    ("Value {value} is not a valid {kind}.", mark("{name}: {value} is not of the form it takes.")),
    ("Input should be a valid integer{rest}", mark("{name} takes a whole number.")),
    ("Input should be a valid number{rest}", mark("{name} takes a number.")),
    (
        "Input should be greater than or equal to {least}",
        mark("{name} takes a number of {least} or more."),
    ),
    (
        "Input should be less than or equal to {most}",
        mark("{name} takes a number of {most} or less."),
    ),
    ("directory {path} does not exist.", mark("{name}: there is no folder {path}.")),
    ("{kind} {path} does not exist.", mark("{name}: there is no file {path}.")),
    ("file {path} is a directory.", mark("{name}: {path} is a folder, not a file.")),
    ("directory {path} is a file.", mark("{name}: {path} is a file, not a folder.")),
    ("{kind} {path} is not readable.", mark("{name}: {path} cannot be read.")),
    ("{kind} {path} is not writable.", mark("{name}: {path} cannot be written.")),
    ("{why}", mark("{name}: {why}")),
)


def explain_value(error: TyperException) -> UsageProblem | None:
    """What is wrong with a value that was typed; none where something else is wrong."""
    found = _pattern(_INVALID).fullmatch(error.format_message())
    if found is None:
        return None
    name, why = found["name"].strip("'"), found["why"]
    return UsageProblem(next(_told(name, why)))


def command_of(error: TyperException) -> str:
    """The command that was typed: `tocsin residents poster`."""
    context = getattr(error, "ctx", None)
    return context.command_path if context is not None else "tocsin"


def _told(name: str, why: str) -> Iterator[Said]:
    for pattern, sentence in _SENTENCES:
        if found := _pattern(pattern).fullmatch(why):
            values = found.groupdict()
            if choices := values.get("choices"):
                # Nothing at all is a choice where an option may be left out.
                kept = [each for each in re.findall("'([^']*)'", choices) if each]
                values["choices"] = ", ".join(kept) or choices
            yield said(sentence, **{"name": name, **values})


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """A template as a pattern, each of its names a group."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*?)", re.escape(template)), re.DOTALL)
