"""Sentences: English words that remember what they were made of, so that the terminal can say them
in another language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Self


class Count(int):
    """A number of things, shown with its thousands parted: `4,812`."""

    def __format__(self, spec: str) -> str:
        return format(int(self), spec or ",")


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment in a sentence of a room, which knows no clocks: programs read it in UTC, the
    terminal says it by the clocks of the municipality, in the form that the sentence names."""

    at: datetime

    def __format__(self, spec: str) -> str:
        return self.at.astimezone(UTC).isoformat(timespec="seconds")


class Said(str):
    """English text for everybody who takes a `str`; its template and values are for whoever
    translates it.

    A value may itself be a `Said`. `plural` is empty unless the words depend on the value `count`.
    """

    template: str
    plural: str
    values: Mapping[str, object]

    def __new__(cls, template: str, plural: str, values: Mapping[str, object]) -> Self:
        chosen = plural if plural and values["count"] != 1 else template
        made = super().__new__(cls, chosen.format(**values) if values else chosen)
        made.template, made.plural, made.values = template, plural, dict(values)
        return made

    def __getnewargs__(self) -> tuple[str, str, dict[str, object]]:  # type: ignore[override]
        return self.template, self.plural, dict(self.values)


class SaidByLanguage(Said):
    """The same words as each language has them, `en` among the values; no catalogue has them."""

    def in_language(self, language: str) -> str:
        """In that language, else in English."""
        return str(self.values.get(language, self))


def by_clocks(text: str, zone: tzinfo) -> str:
    """The sentence with every moment in it by these clocks, those of its values too."""
    if not isinstance(text, Said):
        return text
    values = {name: _by_clocks(value, zone) for name, value in text.values.items()}
    if all(values[name] is value for name, value in text.values.items()):
        return text
    return Said(text.template, text.plural, values)


def _by_clocks(value: object, zone: tzinfo) -> object:
    if isinstance(value, Instant):
        return value.at.astimezone(zone)
    if isinstance(value, datetime) and value.tzinfo is UTC:
        return value.astimezone(zone)
    return by_clocks(value, zone) if isinstance(value, Said) else value


def mark(words: str, /) -> str:
    """Words in a table that go to `said` later: what is given, found by whoever collects the words
    to translate."""
    return words


def said(template: str, /, **values: object) -> Said:
    """`said("Alert {number} is stopped.", number=5)`: the filled template. Without values nothing
    in it is replaced."""
    return Said(template, "", values)


def counted(count: int, one: str, many: str, /, **values: object) -> Said:
    """`counted(3, "{count} message", "{count} messages")`: the words for one or for several;
    `{count}` is the number."""
    return Said(one, many, {"count": Count(count), **values})


def by_language(words: Mapping[str, str]) -> Said:
    """Words of a template or an office by language, at least one: the reader's, else the English
    ones, else the first."""
    first = words.get("en") or next(iter(words.values()))
    values = {language: text for language, text in words.items() if language}
    return SaidByLanguage("{en}", "", {**values, "en": first})


def either(choices: Sequence[str]) -> Said:
    """`a or b or c`: the choices that there are, at least one."""
    first, *rest = choices
    return (
        said("{first} or {others}", first=first, others=either(rest))
        if rest
        else joined("", [first])
    )


def joined(separator: str, parts: Iterable[str]) -> Said:
    """What `separator.join(parts)` is, each part translated by itself."""
    values = {f"part{place}": part for place, part in enumerate(parts)}
    return Said(separator.join(f"{{{name}}}" for name in values), "", values)
