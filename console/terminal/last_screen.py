"""The last screen before the number: what is sent, where, from and until when, to how many, for how
much; 80 x 24 hold it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from textwrap import wrap

from alerts import Alert
from alerts.audience import Forecast
from alerts.composing import AlertDraft, FrozenContent
from alerts.plain_words import SEVERITY_WORDS, template_title
from channels import Medium, Variant, Wording
from channels.registry import Trials
from console.terminal.doubts import doubt_lines
from console.terminal.output import say
from console.terminal.screen_words import MEDIA, WIDTH, screen_lines
from console.terminal.times import distance
from console.terminal.trials import banner
from runtime import Home, Municipality, Said, counted, joined, said
from runtime.spans import roughly
from templates import Severity

Names = Mapping[str, Mapping[str, str]]

HEIGHT = 24
# The question itself with the line above it, which names the alert and may take two.
ASKING = 4


@dataclass(frozen=True, slots=True)
class LastScreen:
    """What whoever types the number sees just above it; `notes` are what else is to be known."""

    head: str
    places: tuple[str, ...]
    since: datetime | None
    until: datetime
    wordings: tuple[Wording, ...]
    expected: Forecast | None
    notes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, draft: AlertDraft, expected: Forecast, trials: Trials, notes: Sequence[str] = ()
    ) -> "LastScreen":
        """That of an alert which is written now."""
        head = cls.heading(
            banner(draft.status, draft.media, trials), draft.severity, draft.template.name
        )
        places = _names(draft.area.codes, draft.area.names)
        since = draft.values.moment("from")
        words = draft.wordings()
        return cls(
            head, places, since, draft.expires_at, words, expected, tuple(notes), draft.groups
        )

    @classmethod
    def of_kept(
        cls, alert: Alert, kept: FrozenContent, expected: Forecast, trials: Trials
    ) -> "LastScreen":
        """That of an alert which was kept, in the words it was kept with."""
        head = cls.heading(
            banner(alert.status, alert.media, trials), alert.severity, alert.template
        )
        places = _names(kept.codes, kept.names)
        onset, words = kept.onset, kept.wordings
        return cls(head, places, onset, alert.expires_at, words, expected, (), kept.groups)

    @classmethod
    def heading(cls, kind: str, severity: str, template: str) -> Said:
        """The first line: live or not, how grave, and which template."""
        return said(
            "{kind}  {severity}  {template}",
            kind=kind,
            severity=SEVERITY_WORDS[Severity(severity)],
            template=template_title(template),
        )

    def show(self, home: Home) -> None:
        """Show it, the words in the language of who sits at this terminal."""
        told = home.config.operator.language
        for line in self.lines(home.config.municipality, told, now=home.now()):
            say(line)

    def lines(self, municipality: Municipality, language: str, *, now: datetime) -> list[str]:
        """Its lines; the places take what the others leave of the screen, and the words are never
        cut."""
        above = [said(""), self.head]
        below = [
            *self._groups(),
            self._times(municipality, now),
            *screen_lines(self.wordings, language, released=bool(self._released)),
            *self._audience(municipality),
            *self.notes,
            *self._doubts(municipality),
        ]
        room = max(
            1, HEIGHT - ASKING - len(above) - sum(len(wrap(line, WIDTH)) or 1 for line in below)
        )
        # A group is told wherever its people live: then it is the group that stands at the head,
        # and no place.
        places = _fitting(self.places, room) if self.places or not self.groups else []
        return [*above, *places, *below]

    def _groups(self) -> Iterator[str]:
        if self.groups:
            yield counted(
                len(self.groups),
                "only whoever is in the group {groups}",
                "only whoever is in one of the groups {groups}",
                groups=", ".join(self.groups),
            )

    def _doubts(self, municipality: Municipality) -> Iterator[str]:
        if self.expected is not None:
            yield from doubt_lines(self.expected, municipality)

    @property
    def _released(self) -> int:
        """The people who read the words for those whom an update concerns no more."""
        if self.expected is None:
            return 0
        own = any(each.variant is Variant.RELEASED for each in self.expected.groups)
        return self.expected.outside if own else 0

    def _times(self, municipality: Municipality, now: datetime) -> str:
        until = municipality.local(self.until)
        if self.since is None:
            return said("until {until:%a %d/%m/%Y %H:%M}", until=until)
        since = municipality.local(self.since)
        return said(
            "from {since:%a %d/%m/%Y %H:%M} ({apart}) until {until:%a %d/%m/%Y %H:%M}",
            since=since,
            apart=distance(self.since, now=now),
            until=until,
        )

    def _audience(self, municipality: Municipality) -> Iterator[str]:
        if self.expected is None:
            return
        by_medium = dict.fromkeys(Medium, 0)
        for group in self.expected.groups:
            by_medium[group.medium] += group.messages
        counts = [self._counted(medium, number) for medium, number in by_medium.items() if number]
        people = counted(self.expected.recipients, "{count} person", "{count} people")
        yield said(
            "{people}: {media}", people=people, media=joined(", ", counts) if counts else "-"
        )
        if self._released:
            yield counted(
                self._released,
                "{count} of them reads that it concerns them no more",
                "{count} of them read that it concerns them no more",
            )
        if self.expected.waiting:
            yield counted(
                self.expected.waiting,
                "{count} message waits until somebody's quiet hours are over",
                "{count} messages wait until somebody's quiet hours are over",
            )
        cost = said(
            "cost {cost:,.2f} {currency}", cost=self.expected.cost, currency=municipality.currency
        )
        yield joined("; ", [cost, *_durations(self.expected.minutes)])

    def _counted(self, medium: Medium, number: int) -> Said:
        """The messages of a medium; of the SMS also those in normal letters, with their parts."""
        shown = said("{medium} {number:,}", medium=MEDIA[medium], number=number)
        letters, parts = self.expected.in_normal_letters if self.expected else (0, 0)
        if medium is not Medium.SMS or not letters:
            return shown
        return said(
            "{shown} ({letters:,} in normal Greek letters: {parts})",
            shown=shown,
            letters=letters,
            parts=counted(parts, "{count} part", "{count} parts"),
        )


def _durations(minutes: Mapping[Medium, float | None]) -> Iterator[Said]:
    """How long each medium takes, those that take the same together."""
    for span, alike in groupby(minutes, lambda medium: _lasting(minutes[medium])):
        yield said(
            "{media} {lasting}", media=joined(", ", (MEDIA[each] for each in alike)), lasting=span
        )


def _lasting(minutes: float | None) -> str:
    if minutes is None:
        return said("as fast as the provider takes it")
    return roughly(timedelta(minutes=minutes))


def _names(codes: Sequence[str], names: Sequence[Names]) -> tuple[str, ...]:
    """What people call the places."""
    known = zip(codes, names, strict=True)
    return tuple(by_language.get("el", {}).get("nominative", code) for code, by_language in known)


def _fitting(places: Sequence[str], room: int) -> list[str]:
    """The places in at most so many lines, the rest counted."""
    if not places:
        return [said("for the whole municipality")]
    for left in range(len(places) + 1):
        named = ", ".join(places[: len(places) - left])
        line = (
            said("for {places} and {left} more", places=named, left=left)
            if left
            else said("for {places}", places=named)
        )
        if len(wrap(line, WIDTH)) <= room:
            break
    return [line]
