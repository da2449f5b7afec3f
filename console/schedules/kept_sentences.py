"""English sentences that are kept in the database, such as why a schedule withheld a message, in
the language of the terminal."""

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from console.terminal.language import ENGLISH, SPOKEN, speech, spoken
from runtime.spans import lasting

_LASTING = re.compile(r"\d+ (day|hour|minute)s?( \d+ (hour|minute)s?)?")
SHORTEST = lasting(timedelta())
_SLOT = re.compile(r"\{(\w+)[^{}]*\}")


def translate_kept(text: str) -> str:
    """The sentence in the language of the terminal: the template that makes it is found, and its
    values are read from it. What no template makes stays as it is."""
    if SPOKEN.get() == ENGLISH:
        return text
    whole = _by_template(text)
    return whole or " ".join(_by_template(part) or part for part in re.split(r"(?<=\.) ", text))


def _by_template(text: str) -> str:
    words = speech(SPOKEN.get()).words
    for template in _templates():
        if found := _pattern(template).fullmatch(text):
            form = words[template]
            values = {name: _span(value) for name, value in found.groupdict().items()}
            return _filled(form if isinstance(form, str) else form[-1], values)
    return ""


def _filled(form: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: values.get(slot[1], ""), form)


def _span(value: str) -> str:
    """A value as it was read, how long something lasted in the language of the terminal."""
    if value == SHORTEST:
        return spoken(SHORTEST)
    units = {"day": 24 * 60, "hour": 60, "minute": 1}
    parts = value.split()
    if not _LASTING.fullmatch(value):
        return value
    minutes = sum(
        int(number) * units[unit.removesuffix("s")]
        for number, unit in zip(parts[::2], parts[1::2], strict=True)
    )
    return spoken(lasting(timedelta(minutes=minutes)))


@cache
def _templates() -> tuple[str, ...]:
    """Whole sentences, those first that say the most themselves."""
    sentences = (each for each in speech(SPOKEN.get()).words if each.endswith("."))
    return tuple(sorted(sentences, key=lambda each: -len(_SLOT.sub("", each))))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts, seen, last = [], set(), 0
    for slot in _SLOT.finditer(template):
        again = slot[1] in seen
        parts += [
            re.escape(template[last : slot.start()]),
            f"(?P={slot[1]})" if again else f"(?P<{slot[1]}>.+?)",
        ]
        seen.add(slot[1])
        last = slot.end()
    return re.compile("".join(parts) + re.escape(template[last:]), re.DOTALL)
