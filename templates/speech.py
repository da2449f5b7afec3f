"""Speech: dates, ranges, places and numbers as a language says them; its phrases are `phrases.<language>.toml`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from pydantic import ConfigDict

from templates.places import Place


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words of one language; `range` holds {start} and {end}, `whole` the municipality by case."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    days: tuple[str, str, str, str, str, str, str]
    range: str
    exercise: str
    others: str
    whole: Mapping[str, str]
    severity: Mapping[str, str]
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Speech:
    """How one language speaks of times and places; its public methods are filters in a wording."""

    language: str
    phrases: Phrases
    zone: ZoneInfo

    def short(self, moment: datetime) -> str:
        """A moment for an SMS: `Δευ 12/1 20:00`."""
        local = moment.astimezone(self.zone)
        return f"{self.phrases.days[local.weekday()]} {local.day}/{local.month} {local:%H:%M}"

    def long(self, moment: datetime) -> str:
        """A moment for an e-mail: `Δευτέρα 12 Ιανουαρίου, 20:00`."""
        return f"{self._date(moment)}, {moment.astimezone(self.zone):%H:%M}"

    def span(self, start: datetime, end: datetime) -> str:
        """A range for an SMS: `Σαβ 13/9 08:00-11:30`, or from one day to another."""
        if self._same_day(start, end):
            return f"{self.short(start)}-{end.astimezone(self.zone):%H:%M}"
        return self.phrases.range.format(start=self.short(start), end=self.short(end))

    def long_span(self, start: datetime, end: datetime) -> str:
        """A range for an e-mail."""
        if self._same_day(start, end):
            return f"{self.long(start)}–{end.astimezone(self.zone):%H:%M}"
        return self.phrases.range.format(start=self.long(start), end=self.long(end))

    def listed(self, places: Sequence[Place], case: str = "nominative", most: int = 1000) -> str:
        """The places' names in a case; more than `most` become the first ones and "and others"; none: the whole municipality."""
        if not places:
            return self.phrases.whole.get(case) or self.phrases.whole["nominative"]
        named = ", ".join(place.name(self.language, case) for place in places[:most])
        return named if len(places) <= most else f"{named} {self.phrases.others}"

    def sentence(self, text: str) -> str:
        """A text that ends as a sentence does."""
        return text if text.endswith((".", "!", "?", ";")) else f"{text}."

    def _date(self, moment: datetime) -> str:
        return str(
            format_datetime(moment, "EEEE d MMMM", tzinfo=self.zone, locale=self.language.replace("-", "_"))
        )

    def _same_day(self, start: datetime, end: datetime) -> bool:
        return start.astimezone(self.zone).date() == end.astimezone(self.zone).date()
