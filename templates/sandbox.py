"""Sandbox: where wordings are rendered. Jinja without globals, strict about empty slots, escaping in HTML alone."""

import traceback
from collections.abc import Mapping
from datetime import datetime
from types import CodeType

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runtime import Problem, said
from templates.speech import Speech

FILES_COMPILED = 1000


class BadWording(Problem):
    """The words of that file cannot be used. Put the file right, then see it with `tocsin templates preview NAME`."""


class _Compiled(BytecodeCache):
    """What this process has compiled, by the name and the words of the file: a warning fills each many times."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of these words, if they were compiled before."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of these words."""
        if len(self._code) >= FILES_COMPILED:
            self._code.clear()
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def environment(files: Mapping[str, str], speech: Speech) -> ImmutableSandboxedEnvironment:
    """A sandbox that holds these files and speaks one language."""

    def found(name: str) -> tuple[str, str, None] | None:
        return (files[name], name, None) if name in files else None

    sandbox = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(found),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        finalize=_said,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    sandbox.globals.clear()
    sandbox.filters |= {
        "short": speech.short,
        "long": speech.long,
        "span": speech.span,
        "long_span": speech.long_span,
        "listed": speech.listed,
        "located": speech.located,
        "located_short": speech.located_short,
        "dated_of": speech.dated_of,
        "concerned": speech.concerned,
        "short_of": speech.short_of,
        "long_of": speech.long_of,
        "sentence": speech.sentence,
    }
    return sandbox


def fill(sandbox: ImmutableSandboxedEnvironment, folder: str, file: str, slots: Mapping[str, object]) -> str:
    """The words of one file with its slots filled; raises BadWording, which names the file and line at fault."""
    try:
        return sandbox.get_template(file).render(slots)
    except TemplateError as error:
        raise BadWording(
            said(
                "{folder}/{place}: {why}.",
                folder=folder,
                place=_origin(error, file),
                why=error.message,
            )
        ) from None


def _said(value: object) -> object:
    if value is None or isinstance(value, datetime):
        raise TemplateError(
            said(
                "a slot holds {value!r}, which nobody can read; a moment is said with |short or |long",
                value=value,
            )
        )
    return value


def _origin(error: TemplateError, file: str) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename.endswith((".txt", ".html"))]
    return f"{inside[-1].filename}, line {inside[-1].lineno}" if inside else file
