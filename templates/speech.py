"""Speech: dates, ranges, places and numbers as a language says them; its phrases are
`phrases.<language>.toml`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import ClassVar
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from pydantic import ConfigDict

from templates.moments import FARTHEST
from templates.places import SPOKEN_FIRST, Place, locate_each

# When something was, and when each of several was, in order.
Moments = datetime | Sequence[datetime]
Week = tuple[str, str, str, str, str, str, str]
# In Greek a semicolon asks.
SENTENCE_ENDS = (".", "!", "?", ";")


@dataclass(frozen=True, slots=True)
class UpdatePhrases:
    """The fixed words of an update: `{of}` is when the message was sent that it replaces,
    `{places}` are places.

    `today` says that moment on the same day, `{time}`; `days` and `short_days` on another, in the
    case that follows "instead"."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    head: str
    instead: str
    replaces: str
    changed: str
    gone: str
    added: str
    only: str
    everywhere: str
    removed: str
    today: str
    days: Week
    short_days: Week


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words of one language; `range` holds {start} and {end}, `whole` the municipality by
    case.

    `within` holds {places}: where something is, in a language in which the areas do not say it
    themselves. `both` holds {some} and {one}: what is said of several; `more` holds {count}, and
    `others` is what a terse text has in its place."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    days: Week
    range: str
    exercise: str
    others: str
    whole: Mapping[str, str]
    severity: Mapping[str, str]
    say: Mapping[str, str]
    update: UpdatePhrases
    within: str = "{places}"
    both: str = "{some}, {one}"
    more: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """How one language speaks of times and places; its public methods are filters in a wording.

    However many places a wording would name, no more than `most_places` are; a `terse` one has
    neither their articles nor "and".
    """

    language: str
    phrases: Phrases
    zone: ZoneInfo
    most_places: int = 1000
    terse: bool = False
    # When the words are written: a date far from it is said with its year.
    now: datetime | None = None

    def short(self, moment: Moments) -> str:
        """A moment for an SMS: `Δευ 12/1 20:00`."""
        return self._each(moment, self._short)

    def _short(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        year = f"/{local.year}" if self._far(moment) else ""
        return f"{self.phrases.days[local.weekday()]} {local.day}/{local.month}{year} {local:%H:%M}"

    def long(self, moment: Moments) -> str:
        """A moment for an e-mail: `Δευτέρα 12 Ιανουαρίου, 20:00`."""
        return self._each(moment, self._long)

    def _long(self, moment: datetime) -> str:
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
        """The places' names in a case; more than `most` become the first ones and how many more;
        none: the whole municipality."""
        if not places:
            return self.phrases.whole.get(case) or self.phrases.whole["nominative"]
        return self._enumerated([place.name(self.language, case) for place in places], most)

    def located(self, places: Sequence[Place], most: int = 1000) -> str:
        """Where something is: `στο Πανόραμα και στην Πυλαία`, `in Panorama and Pylaia`; none: in
        the whole municipality."""
        most = min(most, self.most_places)
        if said := locate_each(places[:most], self.language):
            more = [""] * (len(places) - len(said))
            return self._enumerated([*said, *more], most)
        return self.phrases.within.format(places=self.listed(places, "accusative", most))

    def located_short(self, places: Sequence[Place], most: int = 1000) -> str:
        """The same for an SMS: where there is no room, of several places none has its article,
        `σε Πανόραμα, Πυλαία`."""
        alone = self.language == SPOKEN_FIRST and len(places) == 1
        if alone or not self.terse:
            return self.located(places, most)
        return self.phrases.within.format(places=self.listed(places, "accusative", most))

    def dated_of(self, moment: Moments) -> str:
        """A moment for an SMS that may be read on another day, after "of": `της Δευ 12/1,
        20:00`."""
        return self._each(moment, self._dated_of)

    def _dated_of(self, moment: datetime) -> str:
        local, day = moment.astimezone(self.zone), self.phrases.update.short_days
        year = f"/{local.year}" if self._far(moment) else ""
        return f"{day[local.weekday()]} {local.day}/{local.month}{year}, {local:%H:%M}"

    def concerned(self, places: Sequence[Place], most: int = 1000) -> str:
        """The places as what something concerns, with their articles where the language has them;
        none: the whole municipality."""
        if not places:
            return self.listed(places, "accusative")
        return self._enumerated([place.concerned(self.language) for place in places], most)

    def short_of(self, moment: datetime, told_at: datetime) -> str:
        """A moment for an SMS, after "instead" or "of": `των 01:50`, on another day `της Δευ 12/1
        20:00`."""
        local = moment.astimezone(self.zone)
        if self._same_day(moment, told_at):
            return self.phrases.update.today.format(time=f"{local:%H:%M}")
        day = self.phrases.update.short_days[local.weekday()]
        return f"{day} {local.day}/{local.month} {local:%H:%M}"

    def long_of(self, moment: datetime, told_at: datetime) -> str:
        """A moment for an e-mail, after "instead" or "of": `των 01:50`, on another day `της
        Δευτέρας 12 Ιανουαρίου, 20:00`."""
        local = moment.astimezone(self.zone)
        if self._same_day(moment, told_at):
            return self.phrases.update.today.format(time=f"{local:%H:%M}")
        date = format_datetime(
            moment, "d MMMM", tzinfo=self.zone, locale=self.language.replace("-", "_")
        )
        return f"{self.phrases.update.days[local.weekday()]} {date}, {local:%H:%M}"

    def from_to(self, before: datetime, after: datetime) -> str:
        """How a moment moved, for an SMS: `12:00 -> 18:00`, with its days where they differ."""
        if self._same_day(before, after):
            return f"{before.astimezone(self.zone):%H:%M} -> {after.astimezone(self.zone):%H:%M}"
        return f"{self.short(before)} -> {self.short(after)}"

    def sentence(self, text: str) -> str:
        """A text that ends as a sentence does; nothing stays nothing."""
        return text if not text or text.endswith(SENTENCE_ENDS) else f"{text}."

    def capital(self, text: str) -> str:
        """A text that begins as a sentence does; all else of it stays."""
        return text[:1].upper() + text[1:]

    def named(self, names: Sequence[str], most: int = 1000) -> str:
        """Names as a sentence has several, such as streets; none: nothing."""
        return self._enumerated(names, most) if names else ""

    def _enumerated(self, names: Sequence[str], most: int) -> str:
        """The first names as a sentence has several, and how many more there are; a terse text
        parts them by commas alone."""
        most = min(most, self.most_places)
        *some, last = names[:most]
        left = len(names) - most
        if left > 0:
            more = "" if self.terse else self.phrases.more.format(count=left)
            return f"{', '.join([*some, last])} {more or self.phrases.others}"
        if not some or self.terse:
            return ", ".join([*some, last])
        return self.phrases.both.format(some=", ".join(some), one=last)

    def _each(self, moments: Moments, say: Callable[[datetime], str]) -> str:
        """A moment as it is said; of several each, and a day but once."""
        if isinstance(moments, datetime):
            return say(moments)
        words = say(moments[0])
        for before, moment in pairwise(moments):
            again = self._same_day(before, moment)
            one = f"{moment.astimezone(self.zone):%H:%M}" if again else say(moment)
            words = self.phrases.both.format(some=words, one=one)
        return words

    def _date(self, moment: datetime) -> str:
        form = "EEEE d MMMM y" if self._far(moment) else "EEEE d MMMM"
        return str(
            format_datetime(moment, form, tzinfo=self.zone, locale=self.language.replace("-", "_"))
        )

    def _far(self, moment: datetime) -> bool:
        return self.now is not None and abs(moment - self.now) > FARTHEST

    def _same_day(self, start: datetime, end: datetime) -> bool:
        return start.astimezone(self.zone).date() == end.astimezone(self.zone).date()
