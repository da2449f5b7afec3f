"""What `tocsin alerts update | all-clear | cancel | false-alarm` do: the exact words, whom they reach, a typed number, then the sending."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import typer
from rich.console import Console
from sqlmodel import Session

from alerts import (
    Alert,
    Amendment,
    Corrected,
    Forecast,
    Headcount,
    Kind,
    Office,
    Rules,
    UpdateNeedsApproval,
    Wish,
    amend,
    amend_by_choice,
    check_headcount,
    correct,
    find_alert,
    forecast,
    open_choices,
    parts_of,
    reached_by,
    rules_for,
    why_second,
)
from console.asking import confirm
from console.choosing import choose, may_ask
from console.door import leave, many, say, show_json
from console.dossier import brief, people
from console.ending import see_out
from console.lastscreen import LastScreen
from console.live import deliver
from console.preview import area_names, forecast_json, reasons, show_draft, show_forecast
from console.trials import banner, status_shown
from console.twopersons import goes_alone
from delivery import Wake
from runtime import Actor, Exit, Home, Problem, Right


@dataclass(frozen=True, slots=True)
class Order:
    """How the operator wants it done."""

    dry_run: bool
    unasked: bool
    expect: int | None
    override: str
    as_json: bool
    full: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether every word is shown, as for a script, which is not asked, or only what the last screen holds."""
        return self.full or self.dry_run or self.unasked


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to be seen before it is decided: the words, who got the alert, and who will get this and why."""

    alert: Alert
    amendment: Amendment
    reached: Wake
    expected: Forecast
    rules: Rules

    @property
    def count(self) -> int:
        """The number that is asked for: all who get it now or later."""
        return self.expected.headcount.most


@dataclass(frozen=True, slots=True)
class Correcting:
    """One correction, from the words on the screen to the report."""

    context: typer.Context
    home: Home
    by: Actor
    order: Order

    def carry_out(
        self, which: str, kind: str, given: Mapping[str, str], areas: tuple[str, ...] | None
    ) -> None:
        """Do it, and leave with the exit code that says how it went."""
        self.by.needs(Right.READ_ALERTS if self.order.dry_run else Right.SEND_ALERTS)
        office = Office.of(self.home)
        wish = self._decided(which, Wish(Kind(kind), given, areas), office)
        with self.home.database.reading() as session:
            look = self._look(session, which, wish, office)
        if self.order.dry_run:
            return say("Nothing was stopped or sent: --dry-run.")
        if self.order.expect is not None:
            check_headcount(look.expected.headcount, Headcount(self.order.expect))
        self._check_alone(look)
        if not self.order.unasked:
            self._ask(look, office)
        with self.home.database.writing() as session:
            alert, now = find_alert(session, str(look.alert.id)), datetime.now(UTC)
            done = correct(
                session, alert, look.amendment, office,
                by=self.by, now=now, override=self.order.override, confirmed=look.expected.headcount,
            )  # fmt: skip
            session.expunge_all()
        return self._finish(done, office)

    def _decided(self, which: str, wish: Wish, office: Office) -> Wish:
        """The wish with what the person at the terminal decides; where nobody can be asked it stays as it is, and is refused."""
        if self.order.unasked or not may_ask(self.context):
            return wish
        with self.home.database.reading() as session:
            left = open_choices(session, find_alert(session, which), wish, office)
        return replace(wish, given={**wish.given, **choose(self.context, left)})

    def _look(self, session: Session, which: str, wish: Wish, office: Office) -> Look:
        alert = find_alert(session, which)
        amendment = amend(session, alert, wish, office, now=datetime.now(UTC))
        draft = amendment.draft
        expected = forecast(session, self.home.keys, draft, office, corrects=alert)
        rules = rules_for(session, office.approval, self.by.ref, now=datetime.now(UTC))
        look = Look(alert, amendment, reached_by(session, alert), expected, rules)
        session.expunge(alert)
        if self.order.as_json and self.order.dry_run:
            show_json(look_json(look))
        if self.order.shows_all:
            self._show(look, office)
        return look

    def _show(self, look: Look, office: Office) -> None:
        console = Console(stderr=True, highlight=False)
        show_draft(console, look.amendment.draft, office)
        show_forecast(console, look.expected, office.municipality)
        for line in _lines(look, office):
            say(line)

    def _check_alone(self, look: Look) -> None:
        """Say before anybody confirms what the rules would refuse."""
        if not look.amendment.updates:
            return
        draft, recipients = look.amendment.draft, look.count
        if not goes_alone(draft, recipients, look.rules, override=self.order.override, by=self.by):
            raise UpdateNeedsApproval(why_second(draft, recipients, look.rules))

    def _ask(self, look: Look, office: Office) -> None:
        alert, kind = look.alert, look.amendment.kind.replace("_", " ")
        what = f"{kind} of alert {alert.id}, {alert.template}, to {_whom(look)}"
        shown = status_shown(alert.status, alert.media, office.trials)
        draft = look.amendment.draft
        head = LastScreen.heading(
            banner(draft.status, draft.media, office.trials), draft.severity, draft.template.name
        )
        LastScreen.of(head, draft, look.expected, list(_lines(look, office))).show(self.home)
        confirm(self.context, shown, what, look.count)

    def _finish(self, done: Corrected, office: Office) -> None:
        if done.by is None:
            say(f"Nobody had got alert {done.alert.id}: it is stopped, and there is nothing to tell anybody.")
            with self.home.database.reading() as session:
                names = people(session, [done.alert])
            if self.order.as_json:
                show_json(brief(done.alert, names))
            if done.alert.notice_id is not None:
                deliver(self.home, [done.alert.notice_id])
            leave(Exit.DONE)
        say(f"Alert {done.alert.id} is stopped. Alert {done.by.id} corrects it: {done.by.identifier}")
        see_out(self.home, done.by, office, as_json=self.order.as_json)


def ready_corrections(
    session: Session, alert: Alert, office: Office, *, now: datetime
) -> Sequence[Amendment]:
    """What would take an issued alert back now, if it can be, by every choice that staff have."""
    try:
        return amend_by_choice(session, alert, Wish(Kind.CANCEL), office, now=now)
    except Problem:
        return ()


def look_json(look: Look) -> dict[str, object]:
    """What `--dry-run --json` gives: docs/json.md."""
    return {
        "alert": look.alert.id,
        "kind": look.amendment.kind,
        "template": look.amendment.draft.template.name,
        "expect": look.count,
        "got": look.reached.got,
        "maybe": look.reached.maybe,
        "in_the_air": look.reached.flying,
        "waiting": look.reached.waiting,
        "left": look.reached.left,
        "forecast": forecast_json(look.amendment.draft, look.expected),
        "wordings": wordings_json(look.amendment),
    }


def wordings_json(amendment: Amendment) -> list[dict[str, object]]:
    """The exact words of a correction; `values` is what staff would have to choose for these."""
    return [
        {"medium": each.medium, "language": each.language, "subject": each.subject, "text": each.text, "parts": parts_of(each),
         "variant": each.variant, "values": dict(amendment.chosen)}
        for each in amendment.draft.words
    ]  # fmt: skip


def _whom(look: Look) -> str:
    """The people who get it and why, in one line: in the new area, or wherever those live who had the old text."""
    expected, later = look.expected, look.expected.later
    now = many(expected.recipients, "recipient")
    before = f"{expected.outside:,} told before and outside it" if expected.outside else ""
    more = f"up to {later:,} more when what is on its way has landed" if later else ""
    where = ", ".join(area_names(look.amendment.draft)) or "the whole municipality"
    inside = f" in {where}" if look.amendment.updates else " who had it or may have had it"
    if look.amendment.updates and expected.outside:
        inside = f": {expected.recipients - expected.outside:,}{inside}"
    return ", ".join(part for part in (f"{now}{inside}", before, more) if part)


def _lines(look: Look, office: Office) -> Iterator[str]:
    alert, reached = look.alert, look.reached
    at = f", issued {office.municipality.local(alert.issued_at):%d/%m %H:%M}" if alert.issued_at else ""
    yield f"It corrects alert {alert.id}: {alert.template}{at} to {many(alert.recipients, 'recipient')}, {many(alert.messages, 'message')}."
    yield from reasons(look.expected)
    yield f"  {reached.got:,} got it, {reached.maybe:,} may have got it: they are told now"
    if reached.flying:
        yield f"  {reached.flying:,} on its way: whoever gets it is told then"
    then = "for the new text only" if look.amendment.updates else "stopped, nothing is sent there"
    yield f"  {reached.waiting:,} waiting: {then}"
    if reached.left:
        yield f"  {reached.left:,} of those who got it have left and are told nothing"
    if not (look.amendment.updates or look.count):
        yield "Nobody has got it: it is only stopped."
