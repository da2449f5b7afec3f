"""Missed: whom an alert did not reach, for those who phone or visit them, and who was told in
person since."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from alerts.acts import record_act
from alerts.plain_words.delivery_words import explain_failure, explain_open
from alerts.register import dispatch_of
from alerts.reports.told_since import later_dispatches
from alerts.tables import TOLD, Alert, ToldInPerson
from delivery import OPEN
from delivery.status import MissedMessage
from runtime import Actor, Exit, Keys, Problem, Right, Said, said
from runtime.database import insert_into
from subscribers.audience import MissedPerson, find_missed_people, find_waiting_people


class NotMissed(Problem):
    """Nobody was ticked off. `tocsin alerts missed` with the number of the alert lists those whom
    nothing reached."""

    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class MissedRecipient:
    """One person whom nothing reached; `told_at` and `told_by` once somebody told them in
    person."""

    person: MissedPerson
    told_at: datetime | None
    told_by: str

    def whys(self) -> Sequence[tuple[MissedMessage, Said]]:
        """Each message that was tried, and in words why it did not arrive, or has not yet."""
        return [
            (
                each,
                explain_open(each.state, each.cause)
                if each.state in OPEN
                else explain_failure(each.state, each.cause),
            )
            for each in self.person.tries
        ]


def list_missed_people(
    session: Session,
    keys: Keys,
    alert: Alert,
    language: str,
    *,
    by: Actor,
    now: datetime,
    waiting: bool = False,
) -> list[MissedRecipient]:
    """Those whom neither an alert nor a correction in its place reached by any medium, names and
    addresses in full; with `waiting` those whom it may reach yet, or may have. The journal notes
    it. Raises NotIssued or NotAllowed."""
    by.needs(Right.READ_RESIDENTS)
    told = _told(session, alert)
    later = later_dispatches(session, alert)
    find = find_waiting_people if waiting else find_missed_people
    people = find(session, keys, dispatch_of(alert), language, later=later)
    found = [MissedRecipient(each, *told.get(each.resident_id, (None, ""))) for each in people]
    record_act(session, "alert.missed_read", alert, by=by, now=now, people=len(found))
    return found


def mark_told_in_person(
    session: Session,
    keys: Keys,
    alert: Alert,
    residents: Collection[int],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Note that these were told in person; who is ticked off already stays so. Raises NotMissed for
    whoever got it."""
    by.needs(Right.READ_RESIDENTS)
    by.needs(Right.SEND_ALERTS)
    # Whoever was phoned may have got a correction before they are ticked off.
    strangers = set(residents)
    for find in (find_missed_people, find_waiting_people):
        if strangers:
            strangers -= {each.resident_id for each in find(session, keys, dispatch_of(alert), "")}
    _check(alert, strangers)
    rows = [
        {"alert_id": alert.id, "resident_id": each, "told_at": now, "told_by": by.ref}
        for each in sorted(set(residents))
    ]
    if rows:
        session.execute(insert_into(session, TOLD).on_conflict_do_nothing(), rows)
    record_act(session, "alert.told_in_person", alert, by=by, now=now, residents=_listed(residents))


def unmark_told_in_person(
    session: Session, alert: Alert, residents: Collection[int], *, by: Actor, now: datetime
) -> None:
    """Take back that these were told in person. Raises NotMissed for whoever is not ticked off."""
    by.needs(Right.SEND_ALERTS)
    _check(alert, set(residents) - _told(session, alert).keys())
    mine = (col(ToldInPerson.alert_id) == alert.id, col(ToldInPerson.resident_id).in_(residents))
    session.execute(delete(ToldInPerson).where(*mine))
    record_act(
        session, "alert.not_told_in_person", alert, by=by, now=now, residents=_listed(residents)
    )


def count_told_in_person(session: Session, alert: Alert) -> int:
    """How many were told of an alert in person."""
    mine = col(ToldInPerson.alert_id) == alert.id
    return session.scalar(select(func.count()).select_from(ToldInPerson).where(mine)) or 0


def _told(session: Session, alert: Alert) -> Mapping[int, tuple[datetime, str]]:
    t = ToldInPerson
    query = select(col(t.resident_id), col(t.told_at), col(t.told_by)).where(
        col(t.alert_id) == alert.id
    )
    return {who: (at, by) for who, at, by in session.execute(query)}


def _check(alert: Alert, strangers: Collection[int]) -> None:
    if strangers:
        who = ", ".join(map(str, sorted(strangers)))
        raise NotMissed(
            said(
                "Not among those missed by alert {alert}: {residents}.",
                alert=alert.id,
                residents=who,
            )
        )


def _listed(residents: Collection[int]) -> str:
    return ",".join(map(str, sorted(set(residents))))
