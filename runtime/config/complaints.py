"""Complaints: what is wrong with settings, in words that say where it stands and what to write
there; no value is repeated."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from runtime.sentences import Said, joined, said

Origin = Callable[[str], str]
_ONE_OF = said("write one of {limit}")
_TEXT = said('put the {key} in quotation marks: {key} = "..."')
_SECTION = said("it is a section, not a value; write [{section}] and its settings below")
# What to write, by the kind that pydantic's name of the error begins with; `limit` is the error's
# own bound.
_ADVICE = {
    "string_type": _TEXT,
    "path": _TEXT,
    "int": said("write a whole number without quotation marks, as in {key} = 20"),
    "float": said("write a number without quotation marks, as in {key} = 0.5"),
    "bool": said("write true or false, without quotation marks"),
    "tuple": said('write a list: {key} = ["...", "..."]'),
    "list": said('write a list: {key} = ["...", "..."]'),
    "dict": _SECTION,
    "model": _SECTION,
    "each string_type": said(
        'put each value of the list in quotation marks: {key} = ["...", "..."]'
    ),
    "each ip_": said('write each network in quotation marks: {key} = ["10.0.0.0/8", "fd00::/8"]'),
    "missing": said("it is missing; write {key} = ..."),
    "greater_than_equal": said("write a number of {limit} or more"),
    "greater_than": said("write a number above {limit}"),
    "less_than_equal": said("write a number of {limit} or less"),
    "less_than": said("write a number below {limit}"),
    "literal": _ONE_OF,
}
_BOUNDS = ("ge", "gt", "le", "lt", "expected")
_ALTERNATIVES = re.compile(r"^\^\((\w+(?:\|\w+)+)\)\$$")


def explain_faults(
    error: ValidationError, model: type[BaseModel], origin: Origin, above: str = ""
) -> tuple[Said, ...]:
    """A sentence for each fault: file, section, key, and what to write; `above` is the section that
    `model` stands for."""
    found = {}
    for fault in error.errors(include_url=False, include_input=False):
        steps = _steps(fault["loc"])
        name = ".".join([*([above] if above else []), *steps])
        what = _what(fault, steps, model)
        found[name] = said(
            "{where}: {what}" if what.endswith("?") else "{where}: {what}.",
            where=_where(name, origin(name)) if steps else f"[{above}]",
            what=what,
        )
    return tuple(found.values())


def _steps(place: Sequence[int | str]) -> list[str]:
    """The names on the way to a fault, down to the list that it is in: behind its place in there
    come pydantic's own words."""
    return [str(step) for step in takewhile(lambda step: isinstance(step, str), place)]


def _where(name: str, origin: str) -> Said:
    """File, section and key, or the variable of the environment."""
    section, _, key = name.rpartition(".")
    return joined(", ", [part for part in (origin, f"[{section}]" if section else "", key) if part])


def _what(fault: Mapping[str, Any], steps: list[str], model: type[BaseModel]) -> str:
    kind, key = fault["type"], steps[-1] if steps else ""
    if kind.startswith("dict") and (form := _form_by_language(steps, model)):
        return said("write it for each language: {key} = {form}", key=key, form=form)
    if len(steps) < len(fault["loc"]):
        kind = f"each {kind}"
    if kind == "extra_forbidden":
        return _unknown(key, steps[:-1], model)
    if kind == "value_error":
        return fault["ctx"]["error"].args[0]  # type: ignore[no-any-return]
    if kind == "string_pattern_mismatch":
        return _form(fault["ctx"]["pattern"], steps, model)
    bounds = [fault.get("ctx", {})[bound] for bound in _BOUNDS if bound in fault.get("ctx", {})]
    limit = str(bounds[0]).replace("'", "") if bounds else ""
    for begins, advice in _ADVICE.items():
        if kind.startswith(begins):
            return said(advice, key=key, limit=limit, section=".".join(steps))
    return str(fault["msg"])


def _unknown(key: str, above: list[str], model: type[BaseModel]) -> Said:
    section = _section(model, above)
    near = get_close_matches(key, list(section.model_fields), n=1)
    if near:
        return said("unknown setting '{key}'; did you mean '{near}'?", key=key, near=near[0])
    elsewhere = [
        name
        for name, inner in _sections(model)
        if key in inner.model_fields and inner is not section
    ]
    if elsewhere:
        return said(
            "unknown setting '{key}' here; it belongs below [{section}]",
            key=key,
            section=elsewhere[0],
        )
    return said("unknown setting '{key}'; docs/configuration.md lists every one", key=key)


def _form(pattern: str, steps: list[str], model: type[BaseModel]) -> str:
    if choice := _ALTERNATIVES.match(pattern):
        return said(_ADVICE["literal"], limit=choice[1].replace("|", ", "))
    field = _section(model, steps[:-1]).model_fields.get(steps[-1])
    described = field.description if field else None
    return said("write it in its form: {form}", form=described or pattern.strip("^$"))


def _form_by_language(steps: Sequence[str], model: type[BaseModel]) -> str:
    """How a setting with a value for each language is written; nothing for any other, and for one
    that is a section of its own."""
    field = _section(model, steps[:-1]).model_fields.get(steps[-1])
    if field is None or get_origin(field.annotation) is not dict or len(steps) == 1:
        return ""
    value = '"..."' if get_args(field.annotation)[1] is str else '["...", "..."]'
    return f"{{ el = {value}, en = {value} }}"


def _section(model: type[BaseModel], steps: Sequence[str]) -> type[BaseModel]:
    for step in steps:
        model = dict(_sections(model)).get(step, model)
    return model


def _sections(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield name, field.annotation
