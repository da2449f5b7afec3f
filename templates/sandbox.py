"""Sandbox: where wordings are rendered. Jinja without globals, strict about empty slots, escaping
in HTML alone, within limits."""

import traceback
from collections.abc import Mapping, MutableMapping
from datetime import datetime
from functools import lru_cache
from types import CodeType
from typing import Any

from babel.core import UnknownLocaleError
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
)

from runtime import Problem, Said, said
from templates.limits import Limited
from templates.mails import source_of
from templates.speech import Speech

SPOKEN = (
    "short",
    "long",
    "span",
    "long_span",
    "listed",
    "located",
    "located_short",
    "dated_of",
    "concerned",
    "short_of",
    "long_of",
    "sentence",
    "capital",
    "named",
)
WORDS = (".txt", ".html")
# Whatever Python says of an expression that cannot be worked out.
_PYTHON = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
    UnknownLocaleError,
)


class BadWording(Problem):
    """The words of that file cannot be used. Put the file right, then see it with `tocsin templates
    preview NAME`."""

    file = ""  # the file at fault, without its folder
    what = ""  # the file, the line and what is wrong with it


def environment(files: Mapping[str, str], speech: Speech) -> Limited:
    """A sandbox that holds these files and speaks one language; its budget is for one file to be
    filled."""
    sandbox = _sandbox(_Loader(files))
    sandbox.filters |= {name: getattr(speech, name) for name in SPOKEN}
    return sandbox


def parser() -> Limited:
    """A sandbox that reads files and fills none."""
    sandbox = _sandbox(None)
    sandbox.filters |= dict.fromkeys(SPOKEN, _unspoken)
    return sandbox


def fill(sandbox: Limited, folder: str, file: str, slots: Mapping[str, object]) -> str:
    """The words of one file with its slots filled; raises BadWording, which names the file and line
    at fault."""
    try:
        return sandbox.get_template(file).render(slots)
    except (TemplateError, *_PYTHON) as error:
        at_fault, line = _origin(error, file)
        what = said("{place}: {why}", place=_place(at_fault, line), why=_why(error))
        problem = BadWording(said("{folder}/{what}.", folder=folder, what=what))
        problem.file, problem.what = at_fault, what
        raise problem from None


class _Loader(BaseLoader):
    """The files by name, each compiled once for all languages and messages."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = files

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if name not in self.files:
            raise TemplateNotFound(name)
        code = _compiled(name, self.files[name], source_of(self.files, name))
        return environment.template_class.from_code(environment, code, globals or {}, None)


@lru_cache(maxsize=512)
def _compiled(name: str, text: str, source: str) -> CodeType:
    """The code of a text, which names the file that somebody wrote where it fails."""
    return parser().compile(text, name, source)


def _unspoken(*_: object) -> str:
    """What is said of a constant depends on the language, so it is said when the file is filled."""
    raise TypeError


def _sandbox(loader: BaseLoader | None) -> Limited:
    return Limited(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        finalize=_said,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _said(value: object) -> object:
    if value is None or isinstance(value, datetime):
        raise TemplateError(
            said(
                "a slot holds {value!r}, which nobody can read; a moment is said with |short or |long",
                value=value,
            )
        )
    return value


def _origin(error: Exception, file: str) -> tuple[str, int]:
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith(WORDS)]
    return (inside[-1].filename, inside[-1].lineno or 0) if inside else (file, 0)


def _place(file: str, line: int) -> str:
    return said("{file}, line {line}", file=file, line=line) if line else file


def _without_stop(words: str) -> str:
    """Words of Jinja's own end as a sentence does; ours are translated as they are."""
    return words if isinstance(words, Said) else words.removesuffix(".")


def _why(error: Exception) -> str:
    """What went wrong, in words."""
    if isinstance(error, TemplateNotFound):
        return said("it needs '{file}', which is not there", file=error.name)
    if isinstance(error, UndefinedError):
        return said("it asks for what is not there ({error})", error=error.message)
    if isinstance(error, TemplateError):
        return _without_stop(error.message or type(error).__name__)
    if isinstance(error, RecursionError):
        return said("it includes or calls itself without end")
    if isinstance(error, ZeroDivisionError):
        return said("it divides by zero")
    return said("it cannot be worked out ({error})", error=str(error) or type(error).__name__)
