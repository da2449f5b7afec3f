"""Launching: one transaction in which an alert's frozen words and a delivery for every recipient
come to be, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from alerts.addressing import Headcount, addressees_of
from alerts.composition import AlreadyOver, Office, UnknownMedium
from alerts.freezing import Content, content_of
from alerts.tables import Alert
from alerts.transitions import ISSUE, move
from delivery import add_recipients, prepare_dispatch
from delivery.fallback import recipients_of
from runtime import Actor, Exit, Problem, Said, counted, mark, said
from subscribers import count_people

_EXPECTED: Mapping[str, Callable[[int, int], Said]] = {
    "recipients": lambda expected, now: counted(
        expected,
        "{count} recipient was expected, there are {now:,} now.",
        "{count} recipients were expected, there are {now:,} now.",
        now=now,
    ),
    "messages": lambda expected, now: counted(
        expected,
        "{count} message was expected, there are {now:,} now.",
        "{count} messages were expected, there are {now:,} now.",
        now=now,
    ),
}
_NOBODY = mark("Nobody is registered for this area, topic and medium.")
_NOBODY_IN_GROUP = mark("Nobody in that group is registered for this area, topic and medium.")
MAY_MOVE = 0.01  # share by which an audience may change between what was shown and what is sent


class NoRecipients(Problem):
    """Nothing was sent. `tocsin residents count` shows who there is; another area, --all or another
    --channel may reach them."""

    for_programs = "Nothing was sent. `GET /v1/residents/groups` and the forecast show who there is; other areas, groups or media may reach them."
    exit = Exit.REFUSED


class AudienceMoved(Problem):
    """Nothing was sent. Look again whom it concerns, then give the command with the number it has
    now."""

    for_programs = "Nothing was sent. Ask for the forecast or preview again, then repeat the request with the number it has now."
    exit = Exit.REFUSED
    status = 409


def check_count(count: int, expected: int, *, what: str = "recipients") -> None:
    """Refuse when the audience is not, within 1 %, the one that was expected; raises
    AudienceMoved."""
    if abs(count - expected) > expected * MAY_MOVE:
        raise AudienceMoved(_EXPECTED[what](expected, count))


def check_headcount(actual: Headcount, confirmed: Headcount) -> None:
    """Refuse when those who get a correction are not, within 1 %, those that were confirmed; raises
    AudienceMoved.

    While what it corrects is on its way, people move from those who get it later to those who get
    it now."""
    share = confirmed.most * MAY_MOVE
    if not confirmed.now - share <= actual.most or not actual.now <= confirmed.most + share:
        raise AudienceMoved(_EXPECTED["recipients"](confirmed.most, actual.most))


def check_anybody(count: int, groups: Sequence[str]) -> None:
    """Refuse what nobody would get; raises NoRecipients."""
    if not count:
        raise NoRecipients(said(_NOBODY_IN_GROUP if groups else _NOBODY))


def check_time(alert: Alert, now: datetime) -> None:
    """Refuse what would be too late to be true; raises AlreadyOver."""
    if alert.expires_at <= now:
        raise AlreadyOver(
            said(
                "Alert {number} was true until {until:%Y-%m-%d %H:%M} UTC.",
                number=alert.id,
                until=alert.expires_at,
            )
        )


def launch(session: Session, alert: Alert, office: Office, *, by: Actor, now: datetime) -> None:
    """Hand the frozen words to their audience; the cost grows with its size. Raises AlreadyOver,
    UnknownMedium or NoRecipients."""
    check_time(alert, now)
    kept = content_of(alert)
    _check_media(kept, office)
    who = addressees_of(session, alert, office.municipality, now=now)
    alert.dispatch_id = prepare_dispatch(
        session, replace(kept.parcel, languages=office.languages), now=now
    )
    alert.messages = add_recipients(session, alert.dispatch_id, who.rows)
    check_anybody(alert.messages, kept.groups)
    alert.recipients = count_people(session, recipients_of(alert.dispatch_id))
    move(alert, ISSUE)
    alert.trials = dict(office.trials.by_channel)
    alert.issued_by = by.ref
    alert.issued_at = now
    session.flush()


def _check_media(kept: Content, office: Office) -> None:
    lost = [medium for medium in kept.media if medium not in office.channels]
    if lost:
        raise UnknownMedium(said("Nothing carries '{medium}' any more.", medium=lost[0]))
