"""Folders: one template put together from the texts of its folder, or every fault that keeps it
from being used."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from runtime import Problem, said
from runtime.config import explain_toml
from templates.actions import read_actions
from templates.checks import faults, wording_faults
from templates.definition import Template
from templates.faults import WordingFault, language_of
from templates.files import SETTINGS, read_shipped
from templates.mails import make_mails
from templates.phrases import read_phrases
from templates.sandbox import parser

LIBRARY = Path(__file__).parent / "library"
_TEMPLATE = TypeAdapter(Template)
_MESSAGE = re.compile(r"(?:sms|email)\.")
# What a shipped definition says that an office's own, written before, may not know.
BORROWED = ("steps", "steps_by", "brief", "brief_by", "remains", "remains_by")


class BrokenTemplate(Problem):
    """Put that file right; `tocsin templates list` then shows the template as good again."""


class Faulty(Exception):
    """A template that cannot be put together, with every fault found."""

    def __init__(self, found: list[WordingFault]) -> None:
        super().__init__(*(fault.what for fault in found))
        self.faults = found


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts that one template is made of, by file name: the office's own win, those of its
    folder before those beside it."""

    name: str
    shipped: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> str | None:
        """The text of its definition, nothing when there is none."""
        return self.own.get(SETTINGS, self.shipped.get(SETTINGS))

    def shared(self) -> dict[str, str]:
        """The files that stand beside the folders."""
        return {**shipped_beside(), **self.beside}

    def words(self, languages: Mapping[str, object]) -> dict[str, str]:
        """All texts but the settings; of the shipped words those in the languages that the
        definition has a title in."""
        spoken = {
            file: text
            for file, text in self.shipped.items()
            if not _MESSAGE.match(file) or language_of(file) in languages
        }
        texts = {
            **make_mails(self.shared()),
            **make_mails(spoken),
            **make_mails(self.own),
        }
        return {file: text for file, text in texts.items() if not file.endswith(".toml")}


def build_template(sources: Sources, *, checked: bool = True) -> Template:
    """Put a template together and check it; raises Faulty. What is shipped and untouched was
    checked before it was shipped: its words are then not parsed again."""
    template, wrong = _template(sources)
    found = list(dict.fromkeys([*wrong, *(_all_faults(template) if checked else ())]))
    if found:
        raise Faulty(found)
    return template


@cache
def shipped_beside() -> Mapping[str, str]:
    """The texts beside the folders of the shipped library."""
    return read_shipped(LIBRARY)


@cache
def shipped_folders() -> Mapping[str, Path]:
    """The folders of the shipped library."""
    return {
        path.name: path for path in LIBRARY.iterdir() if path.is_dir() and path.name[0] not in "._"
    }


def _template(sources: Sources) -> tuple[Template, list[WordingFault]]:
    """The template, and what is wrong with its fixed phrases."""
    if sources.settings is None:
        raise Faulty([WordingFault(SETTINGS, said("{file} is missing", file=SETTINGS))])
    settings = _settings(sources.settings)
    _borrow(settings, sources)
    title = settings.get("title")
    words = sources.words(title if isinstance(title, dict) else {})
    languages = sorted({language_of(file) for file in words if _MESSAGE.match(file)})
    phrases, wrong = read_phrases(sources.shared(), shipped_beside(), languages)
    actions, unread = read_actions(sources.shared(), shipped_beside(), languages)
    wrong += unread
    content = {
        **settings,
        "name": sources.name,
        "files": words,
        "phrases": phrases,
        "actions": actions,
    }
    try:
        return _TEMPLATE.validate_python(content), wrong
    except ValidationError as error:
        raise Faulty([*wrong, *_invalid(error, sources.settings)]) from None


def _settings(text: str) -> dict[str, object]:
    try:
        settings: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty([WordingFault.of(SETTINGS, explain_toml(error))]) from None
    declared = settings.get("variables", {})
    if not isinstance(declared, dict) or not all(
        isinstance(each, dict) for each in declared.values()
    ):
        raise Faulty(
            [WordingFault.of(SETTINGS, said("variables are tables, such as [variables.from]"))]
        )
    settings["variables"] = [{**each, "name": key} for key, each in declared.items()]
    return settings


def _borrow(settings: dict[str, object], sources: Sources) -> None:
    """Let an office's own definition that says nothing of what to do have what the shipped one
    says, as far as it has the choices."""
    shipped = sources.shipped.get(SETTINGS)
    if SETTINGS not in sources.own or shipped is None or any(each in settings for each in BORROWED):
        return
    lent = _settings(shipped)
    own = {each["name"]: each for each in _declared(settings)}
    options = {name: each.get("options", {}) for name, each in own.items()}
    for name in BORROWED:
        words = lent.get(name)
        if isinstance(words, dict) and name.endswith("_by"):
            words = _within_options(words, options)
        if words:
            settings[name] = words
    for each in _declared(lent):
        if each["name"] in own and "default_by" in each:
            words = _within_options(each["default_by"], options)
            own[each["name"]].setdefault("default_by", words)


def _declared(settings: dict[str, object]) -> list[dict[str, Any]]:
    """The variables, a table each."""
    declared = settings["variables"]
    return declared if isinstance(declared, list) else []


def _within_options(
    words: Mapping[str, Mapping[str, object]], options: Mapping[str, Mapping[str, object]]
) -> dict[str, dict[str, object]]:
    """What is said by the value of a choice, of these choices and values alone."""
    return {
        choice: {code: ways[code] for code in ways if code in options[choice]}
        for choice, ways in words.items()
        if choice in options
    }


def _invalid(error: ValidationError, text: str) -> Iterator[WordingFault]:
    for each in error.errors():
        steps = [str(step) for step in each["loc"]]
        what = said("{field}: {why}", field=".".join(steps), why=each["msg"])
        yield WordingFault.in_line(SETTINGS, _line(text, steps), what)


def _line(text: str, steps: list[str]) -> int:
    """The line that speaks of a setting, or the first: TOML readers do not keep lines."""
    pattern = re.compile(rf"\s*\[?(?:\S+\.)?{re.escape(steps[-1])}\s*[\]=]")
    return next(
        (number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1
    )


def _all_faults(template: Template) -> Iterator[WordingFault]:
    yield from faults(template)
    sandbox, languages = parser(), template.languages()
    for file in template.files:
        if language_of(file) in ("", *languages):
            yield from wording_faults(template, file, sandbox)
