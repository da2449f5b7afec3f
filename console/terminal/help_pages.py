"""The pages of `--help`, and what Typer says of a mistyped command, in another language than
English."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from inspect import cleandoc
from typing import Any

from typer import rich_utils
from typer.exceptions import TyperException

from runtime import mark, said
from runtime.languages import Translator

HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": mark("Arguments"),
    "OPTIONS_PANEL_TITLE": mark("Options"),
    "COMMANDS_PANEL_TITLE": mark("Commands"),
    "ERRORS_PANEL_TITLE": mark("Error"),
    "ABORTED_TEXT": mark("Aborted."),
    "DEFAULT_STRING": mark("[default: {}]"),
    "REQUIRED_LONG_STRING": mark("[required]"),
    "RICH_HELP": mark("Try [blue]'{command_path} {help_option}'[/] for help."),
}
USAGE, OPTIONS, SUBCOMMANDS = mark("Usage:"), mark("[OPTIONS]"), mark("COMMAND [ARGS]...")
EXAMPLES = (mark("Example:"), mark("Examples:"))
HELP = mark("Show this message and exit.")
COMPLETION = (
    mark("Install completion for the current shell."),
    mark("Show completion for the current shell, to copy it or customize the installation."),
)
# What Typer says of a command that was typed wrongly; the longer of two that begin alike first.
ERRORS = (
    mark("No such option: {option} (Possible options: {options})"),
    mark("No such option: {option}"),
    mark("No such command {command}. Did you mean {commands}?"),
    mark("No such command {command}."),
    mark("Missing command."),
    mark("Missing argument {name}. Choose from:\n\t{choices}"),
    mark("Missing option {name}. Choose from:\n\t{choices}"),
    mark("Missing argument {name}."),
    mark("Missing option {name}."),
    mark("Option {option} requires an argument."),
    mark("Option {option} requires {number} arguments."),
    mark("Option {option} does not take a value."),
    mark("Got unexpected extra argument(s) ({words})"),
)


@contextmanager
def help_spoken(speech: Translator, root: Any) -> Iterator[None]:
    """Translate the commands under `root`, and the words of Typer itself, while this context
    lasts."""
    kept = {name: getattr(rich_utils, name) for name in HEADINGS}
    for name, words in HEADINGS.items():
        setattr(rich_utils, name, speech.of_words(words))
    _translate(speech, root)
    try:
        yield
    finally:
        for name, words in kept.items():
            setattr(rich_utils, name, words)


def explained(speech: Translator, error: TyperException) -> str:
    """What Typer says is wrong, in this language."""
    text = error.format_message()
    for template in ERRORS:
        if found := _pattern(template).fullmatch(text):
            return speech.of(said(template, **found.groupdict()))
    return text


def help_in(speech: Translator, text: str) -> str:
    """A help text, paragraph by paragraph; commands that are given as examples stay as they are."""
    return "\n\n".join(_paragraph(speech, each) for each in cleandoc(text).split("\n\n"))


def _paragraph(speech: Translator, text: str) -> str:
    for heading in EXAMPLES:
        if text.startswith(heading):
            return speech.of_words(heading) + text.removeprefix(heading)
    return speech.of_words(text)


def _translate(speech: Translator, command: Any) -> None:
    for name in ("help", "short_help"):
        if text := getattr(command, name):
            setattr(command, name, help_in(speech, text))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = help_in(speech, parameter.help)
    usage, option = command.get_usage, command.get_help_option
    command.get_usage = lambda context: _usage(speech, usage(context))
    command.get_help_option = lambda context: _help_option(speech, option(context))
    for each in getattr(command, "commands", {}).values():
        _translate(speech, each)


def _usage(speech: Translator, text: str) -> str:
    for words in (USAGE, OPTIONS, SUBCOMMANDS):
        text = text.replace(words, speech.of_words(words), 1)
    return text


def _help_option(speech: Translator, option: Any) -> Any:
    if option is not None and option.help == HELP:
        option.help = speech.of_words(HELP)
    return option


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)
