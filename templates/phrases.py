"""Phrases: the fixed words of each language, from `phrases.<language>.toml`, with every fault of
such a file."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from string import Formatter

from pydantic import TypeAdapter, ValidationError

from runtime import said
from runtime.config import explain_toml
from templates.cap_words import Severity
from templates.faults import WordingFault
from templates.speech import Phrases

_PHRASES = TypeAdapter(Phrases)
_FALLBACK = "phrases.en.toml"
# What may stand in braces, and must, since nothing else is filled in.
_FIELDS: Mapping[str, frozenset[str]] = {
    "range": frozenset({"start", "end"}),
    "within": frozenset({"places"}),
    "both": frozenset({"some", "one"}),
    "more": frozenset({"count"}),
    "instead": frozenset({"of"}),
    "replaces": frozenset({"of"}),
    "gone": frozenset({"places"}),
    "added": frozenset({"places"}),
    "only": frozenset({"places"}),
    "everywhere": frozenset({"places"}),
    "today": frozenset({"time"}),
}


def read_phrases(
    texts: Mapping[str, str], shipped: Mapping[str, str], languages: Iterable[str]
) -> tuple[dict[str, Phrases], list[WordingFault]]:
    """The fixed words of these languages, and what is wrong with those that cannot be used.

    A file of the office's own that knows no words for an update, or for a part of a mail, borrows
    the shipped ones, English where there are none."""
    found: dict[str, Phrases] = {}
    faults: list[WordingFault] = []
    for language in languages:
        file = f"phrases.{language}.toml"
        if file not in texts:
            what = said("{file} is missing beside the templates", file=file)
            faults.append(WordingFault(file, what, language))
            continue
        try:
            content = tomllib.loads(texts[file])
            phrases = _PHRASES.validate_python({**content, **_borrowed(file, content, shipped)})
        except tomllib.TOMLDecodeError as error:
            faults.append(WordingFault.of(file, explain_toml(error)))
            continue
        except ValidationError as error:
            faults += [
                WordingFault.of(file, _invalid(each["loc"], each["msg"])) for each in error.errors()
            ]
            continue
        faults += [WordingFault.of(file, what) for what in _unfit(phrases)]
        found[language] = phrases
    return found, faults


def _borrowed(
    file: str, content: Mapping[str, object], shipped: Mapping[str, str]
) -> dict[str, object]:
    """The shipped words for an update, and for each part of a mail, where these are not there."""
    lent = tomllib.loads(shipped.get(file, shipped[_FALLBACK]))
    parts = content.get("say", {})
    say = {**lent["say"], **parts} if isinstance(parts, dict) else parts
    return {"update": content.get("update", lent["update"]), "say": say}


def _invalid(steps: tuple[int | str, ...], why: str) -> str:
    return said("{field}: {why}", field=".".join(map(str, steps)), why=why)


def _unfit(phrases: Phrases) -> Iterator[str]:
    said_of = asdict(phrases)
    for name, words in {**said_of, **said_of["update"]}.items():
        if isinstance(words, str) and (strange := _strange(name, words)):
            yield said("{field}: '{words}' cannot be filled in", field=name, words=strange)
    for severity in Severity:
        if severity not in phrases.severity:
            yield said(
                "{field}: {why}",
                field=f"severity.{severity}",
                why=said("there are no words for it"),
            )
    if "nominative" not in phrases.whole:
        yield said(
            "{field}: {why}", field="whole.nominative", why=said("there are no words for it")
        )


def _strange(name: str, words: str) -> str:
    """What stands in braces there and should not; words of ours that are never filled in may hold
    anything."""
    if name not in _FIELDS:
        return ""
    try:
        fields = {field for _, field, form, _ in Formatter().parse(words) if field is not None}
    except ValueError:
        return words
    return next((f"{{{field}}}" for field in sorted(fields - _FIELDS[name])), "")
