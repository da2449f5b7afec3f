"""The list of alerts as the terminal shows it: a row an alert, in the columns in which somebody has
anything."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from alerts import Alert, AlertEnding, AlertState, find_trial_alerts, read_endings
from alerts.plain_words import describe_places, template_title
from channels.registry import Trials
from console.alerts.history import (
    StaffNames,
    alert_json,
    minutes,
    named_areas,
    names_of_areas,
    staff_names,
)
from console.terminal.hindrances import describe_hindrances, describe_unattended
from console.terminal.output import say, show, table
from console.terminal.state_words import translate_word
from delivery.sending import list_unattended, stopped_channels
from runtime import Municipality, Said, joined, mark, said

HEADINGS = (
    mark("no"),
    mark("issued"),
    mark("state"),
    mark("trial"),
    mark("severity"),
    mark("template"),
    mark("areas"),
    mark("messages"),
    mark("chain"),
    mark("author"),
    mark("second"),
    mark("minutes"),
)
# The columns that a narrow screen is not shown, in this order.
SPARE = ("minutes", "author", "severity", "second")
ENDINGS = {
    AlertEnding.UPDATED: mark("updated by {number}"),
    AlertEnding.ENDED: mark("ended by {number}"),
    AlertEnding.WITHDRAWN: mark("withdrawn by {number}"),
}


@dataclass(frozen=True, slots=True)
class AlertListing:
    """What a list of alerts is made of: the alerts, who had to do with them, which were trials, and
    what the areas are called.

    `unattended` are the dispatches that wait while no worker is at work, each with the channels
    that are stopped."""

    alerts: Sequence[Alert]
    names: StaffNames
    tried: Collection[int]
    areas: Mapping[str, str]
    endings: Mapping[int, AlertEnding]
    unattended: Mapping[int, Mapping[str, str]]

    @classmethod
    def of(cls, session: Session, alerts: Sequence[Alert], at_present: Trials) -> "AlertListing":
        """Read what belongs to these alerts; `at_present` is what becomes of messages that wait."""
        tried = find_trial_alerts(session, alerts, at_present)
        names, endings = staff_names(session, alerts), read_endings(session, alerts)
        sent = [alert.dispatch_id for alert in alerts if alert.dispatch_id]
        unattended = {
            each: stopped_channels(session, each) for each in list_unattended(session, sent)
        }
        return cls(alerts, names, tried, names_of_areas(session), endings, unattended)

    def as_json(self) -> list[dict[str, object]]:
        """All of them: docs/json.md."""
        return [
            {**alert_json(alert, self.names), "waits_for_worker": self._waits(alert)}
            for alert in self.alerts
        ]

    def show(self, office: Municipality) -> None:
        """Show them in a table; a column in which nobody has anything is left out."""
        if not self.alerts:
            say(said("There is no alert yet."))
            return
        now = datetime.now(UTC)
        rows = [
            dict(zip(HEADINGS, self._row(alert, office, now), strict=True)) for alert in self.alerts
        ]
        headings = [name for name in HEADINGS if any(row[name] != "-" for row in rows)]
        spare = [headings.index(name) for name in SPARE if name in headings]
        table(
            [*map(said, headings)], [[row[name] for name in headings] for row in rows], spare=spare
        )
        for alert in self.alerts:
            for line in self._hindrances(alert):
                show(said("alert {number}: {line}", number=alert.id, line=line))

    def _hindrances(self, alert: Alert) -> Iterator[Said]:
        """Why nothing of it is sent, with the next command."""
        if self._waits(alert):
            stopped = self.unattended[alert.dispatch_id or 0]
            yield from describe_hindrances({}, stopped)
            if not stopped:
                yield describe_unattended(f"tocsin alerts resume {alert.id}")

    def _waits(self, alert: Alert) -> bool:
        """Whether something of it waits while no worker is at work."""
        return alert.dispatch_id in self.unattended

    def _row(self, alert: Alert, office: Municipality, now: datetime) -> tuple[str, ...]:
        at = (
            said("{at:%a %d/%m %H:%M}", at=office.local(alert.issued_at))
            if alert.issued_at
            else "-"
        )
        named = describe_places(named_areas(alert, self.areas), alert.groups)
        place = named if alert.areas or alert.groups else said("everywhere")
        second = self.names[alert.decided_by] or (
            said("OVERRIDE") if alert.override_reason else "-"
        )
        trial = said("TRIAL") if alert.id in self.tried else "-"
        return (
            str(alert.id),
            at,
            said("waiting") if self._waits(alert) else translate_word(alert.state),
            trial,
            translate_word(alert.severity),
            template_title(alert.template),
            place,
            said("{number:,}", number=alert.messages) if alert.issued_at else "-",
            self._chain(alert),
            self.names[alert.drafted_by],
            second,
            minutes_waited(alert, now),
        )

    def _chain(self, alert: Alert) -> str:
        """Which alert it corrects, and what became of it: `of 3, withdrawn by 5`."""
        of, by, ending = alert.corrects_id, alert.corrected_by_id, self.endings.get(alert.id or 0)
        told = [
            said("of {number}", number=of) if of else "",
            said(ENDINGS[ending], number=by) if ending else "",
        ]
        return joined(", ", [each for each in told if each]) or "-"


def minutes_waited(alert: Alert, now: datetime) -> str:
    """Minutes from draft to submission and from there to the decision, or to now while it waits: `1
    + 6`."""
    end = now if alert.state is AlertState.PENDING_APPROVAL else alert.decided_at
    waits = minutes(alert.drafted_at, alert.submitted_at), minutes(alert.submitted_at, end)
    return " + ".join(f"{wait:,.0f}" for wait in waits if wait is not None) or "-"
