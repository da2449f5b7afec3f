"""Kept words: a sentence that is stored as JSON and can still be said in another language when it
is read again."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

from runtime.sentences import Count, Said

__all__ = ["KeptWords"]


Keepable = str | int | float | None
_TEMPLATE, _PLURAL, _VALUES = "template", "plural", "values"


def _kept(text: str) -> object:
    """The words and values of a sentence; only its text where a value is nothing that JSON has."""
    if not isinstance(text, Said) or not all(
        isinstance(value, Keepable) for value in text.values.values()
    ):
        return str(text)
    values = {
        name: _kept(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return {_TEMPLATE: text.template, _PLURAL: text.plural, _VALUES: values}


def _said(kept: object) -> str:
    """What `_kept` made; raises ValueError."""
    if isinstance(kept, str):
        return kept
    if not isinstance(kept, Mapping) or set(kept) != {_TEMPLATE, _PLURAL, _VALUES}:
        raise ValueError("no sentence")
    values = {
        name: _said(value) if isinstance(value, Mapping) else value
        for name, value in kept[_VALUES].items()
    }
    if kept[_PLURAL]:
        values["count"] = Count(values["count"])
    return Said(kept[_TEMPLATE], kept[_PLURAL], values)


KeptWords = Annotated[str, PlainSerializer(_kept), PlainValidator(_said)]
