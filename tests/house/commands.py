"""The commands that people copy, out of the pages and deploy/, read against the Typer app without
running them.

What is read: code blocks, inline code (in tables too), ExecStart lines, cron lines, mail aliases.
What may stand for a
value: any word that the option or argument takes, such as `17`, and in particular
    FILE, NAME, N      a word in capitals, also with digits, `-` or `_`: whatever is meant
    <what is meant>    the same
    ...                the rest of the line is left out
In inline code a command may be named without its arguments.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

from cli import app

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "deploy").rglob("*")),
)
BEGIN = r"(?:sudo (?:-u tocsin )?)?(?:[A-Z][A-Z0-9_]*=\S+ )*(?:sudo )?(?:[A-Z][A-Z0-9_]*=\S+ )*"
TYPED = re.compile(rf"(?:\$ )?{BEGIN}(?:\S*/bin/)?tocsin(?= |$)(.*)", re.DOTALL)
CALLED = re.compile(r"\.venv/bin/tocsin((?: [^\n\"']*)?)")
BLOCK = re.compile(r"^ *```[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PLACEHOLDER = re.compile(r"[A-Z][A-Z0-9_-]*|<[^>]*>")
TREE = typer.main.get_command(app)


@dataclass(frozen=True)
class Command:
    """A command line as a page has it; `named` when it may lack its arguments."""

    page: str
    words: str
    named: bool


def commands() -> Iterator[Command]:
    """Every command line of every page."""
    for path in PAGES:
        if path.is_file():
            yield from found_in(str(path.relative_to(ROOT)), path.read_text("utf-8"))


def found_in(page: str, text: str) -> Iterator[Command]:
    """Every command line of one page."""
    if not page.endswith(".md"):
        plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        yield from (
            Command(page, said.split(" 2>&1")[0], named=False) for said in CALLED.findall(plain)
        )
        return
    for block in BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            typed = TYPED.match(line.strip())
            called = CALLED.search(line)
            if typed or called:
                yield Command(page, (typed or called)[1], named=False)  # type: ignore[index]
    for code in INLINE.findall(BLOCK.sub("", text)):
        if typed := TYPED.fullmatch(code.strip()):
            yield Command(page, typed[1], named=True)


def fault(command: Command) -> str:
    """What is wrong with a command line, empty when nothing is."""
    try:
        words = shlex.split(re.sub(r"\$\([^)]*\)", "TOLD", command.words), comments=True)
    except ValueError as error:
        return str(error)
    end = next(
        (
            place
            for place, word in enumerate(words)
            if re.fullmatch(r"[|;<]|&&|\|\||\d?>+.*|\)", word)
        ),
        len(words),
    )
    return _fault_of(TREE, words[:end], named=command.named)


def _fault_of(node: Any, words: list[str], *, named: bool) -> str:
    options = {name: each for each in node.params for name in (*each.opts, *each.secondary_opts)}
    options |= {"--help": None, "-h": None}
    arguments = [each for each in node.params if each.param_type_name == "argument"]
    plain: list[str] = []
    while words:
        word = words.pop(0)
        if word == "...":
            return ""
        if word.startswith("--") or re.fullmatch(r"-[a-z]", word):
            name, equals, value = word.partition("=")
            if name not in options:
                return f"no option {name}"
            known = options[name]
            if known is not None and not known.is_flag:
                if not equals and not words:
                    return f"{name} without its value"
                if wrong := _unfit(known, value if equals else words.pop(0)):
                    return wrong
            continue
        if hasattr(node, "commands"):
            return (
                _fault_of(node.commands[word], words, named=named)
                if word in node.commands
                else _strange(word)
            )
        plain.append(word)
    return _count(arguments, plain, named=named and not plain)


def _strange(word: str) -> str:
    return "" if PLACEHOLDER.fullmatch(word) else f"no command {word}"


def _count(arguments: list[Any], plain: list[str], *, named: bool) -> str:
    if len(plain) > len(arguments) and all(each.nargs == 1 for each in arguments):
        return f"too many words: {plain}"
    needed = sum(each.required for each in arguments)
    return "" if named or len(plain) >= needed else f"{needed} arguments are needed"


def _unfit(option: Any, value: str) -> str:
    kind = option.type_descriptor.annotation
    if not (isinstance(kind, type) and issubclass(kind, Enum)) or PLACEHOLDER.fullmatch(value):
        return ""
    return "" if value in {each.value for each in kind} else f"{option.opts[0]} takes no {value}"
