"""Folders: one template read from its folder, or told apart as broken with the file and line at fault."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from runtime import Problem, said
from templates.checks import faults, wording_faults
from templates.definition import Template
from templates.sandbox import environment
from templates.speech import Phrases, Speech

LIBRARY = Path(__file__).parent / "library"
SETTINGS = "template.toml"
TEMPLATES_KEPT = 500
Files = tuple[tuple[str, str], ...]
_T = TypeVar("_T")
_TEMPLATE = TypeAdapter(Template)
_PHRASES = TypeAdapter(Phrases)
_KINDS = (".toml", ".txt", ".html")


class BrokenTemplate(Problem):
    """Put that file right; `tocsin templates list` then shows the template as good again."""


def read_template(folder: Path, shared: Mapping[str, str]) -> Template:
    """Read and check the template of a folder; `shared` are the files beside the folders. Raises BrokenTemplate."""
    return _whole(folder.name, tuple(read_files(folder).items()), tuple(shared.items()))


@lru_cache(maxsize=TEMPLATES_KEPT)
def _whole(name: str, own: Files, shared: Files) -> Template:
    """Read and check what lies in a folder; a server reads the same files at every request, and they change once a year."""
    files = dict(own)
    if SETTINGS not in files:
        raise BrokenTemplate(said("{template}/{file} is missing.", template=name, file=SETTINGS))
    template = _template(name, files, dict(shared))
    for fault in _all_faults(template):
        raise BrokenTemplate(said("{template}/{fault}.", template=template.name, fault=fault))
    return template


def read_files(folder: Path) -> dict[str, str]:
    """The texts that lie in a folder, by file name; raises BrokenTemplate for one that cannot be read."""
    paths = (path for path in sorted(folder.iterdir()) if path.suffix in _KINDS and path.is_file())
    return {path.name: _read(path) for path in paths}


def read_phrases(shared: Mapping[str, str]) -> dict[str, Phrases]:
    """The fixed words of each language, from the files beside the templates; raises BrokenTemplate.

    A file of the office's own that knows no words for an update borrows the shipped ones, English where there are none.
    """
    return {
        file.split(".")[1]: _checked(_PHRASES, file, text, {"update": _updates(file), **_toml(file, text)})
        for file, text in shared.items()
        if file.startswith("phrases.")
    }


@cache
def _updates(file: str) -> object:
    shipped = LIBRARY / file
    return tomllib.loads((shipped if shipped.is_file() else LIBRARY / "phrases.en.toml").read_text("utf-8"))[
        "update"
    ]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenTemplate(
            said(
                "{template}/{file} cannot be read ({why}).",
                template=path.parent.name,
                file=path.name,
                why=type(error).__name__,
            )
        ) from None


def _template(name: str, own: Mapping[str, str], shared: Mapping[str, str]) -> Template:
    settings = _toml(f"{name}/{SETTINGS}", own[SETTINGS])
    declared = settings.get("variables", {})
    if not isinstance(declared, dict) or not all(isinstance(each, dict) for each in declared.values()):
        raise BrokenTemplate(
            said("{name}/{file}: variables are tables, such as [variables.from].", name=name, file=SETTINGS)
        )
    settings["variables"] = [{**each, "name": key} for key, each in declared.items()]
    wordings = {file: text for file, text in {**shared, **own}.items() if not file.endswith(".toml")}
    phrases = read_phrases(shared)
    return _checked(
        _TEMPLATE,
        f"{name}/{SETTINGS}",
        own[SETTINGS],
        {**settings, "name": name, "files": wordings, "phrases": phrases},
    )


def _toml(file: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenTemplate(said("{file}: {error}.", file=file, error=str(error))) from None


def _checked(reader: TypeAdapter[_T], file: str, text: str, content: Mapping[str, object]) -> _T:
    try:
        return reader.validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        steps = [str(step) for step in first["loc"]]
        raise BrokenTemplate(
            said(
                "{file}, line {line}: {field}: {why}.",
                file=file,
                line=_line(text, steps),
                field=".".join(steps),
                why=first["msg"],
            )
        ) from None


def _line(text: str, steps: list[str]) -> int:
    """The line that speaks of a setting, or the first: TOML readers do not keep lines."""
    pattern = re.compile(rf"\s*\[?(?:\S+\.)?{re.escape(steps[-1])}\s*[\]=]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), 1)


def _all_faults(template: Template) -> Iterator[str]:
    yield from faults(template)
    for language in template.languages():
        if language not in template.phrases:
            yield f"sms.{language}.txt: there is no phrases.{language}.toml beside the templates"
            return
        sandbox = environment(template.files, Speech(language, template.phrases[language], ZoneInfo("UTC")))
        for file in template.files:
            if f".{language}." in file or file.count(".") == 1:
                yield from wording_faults(template, file, sandbox)
