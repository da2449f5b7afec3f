"""Chains: which alert corrected which, and on whose deliveries a correction therefore rests."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.states import AlertState, MsgType
from alerts.tables import Alert

PAST = "Past"


class AlertEnding(StrEnum):
    """What a correction makes of the alert before it."""

    UPDATED = "updated"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


def ending_by(correction: Alert) -> AlertEnding:
    """What this correction makes of what it corrects: in CAP 1.2 the urgency `Past` tells an
    all-clear."""
    if correction.msg_type is MsgType.UPDATE:
        return AlertEnding.UPDATED
    return AlertEnding.ENDED if correction.urgency == PAST else AlertEnding.WITHDRAWN


def read_endings(session: Session, alerts: Iterable[Alert]) -> dict[int, AlertEnding]:
    """What became of those of these alerts that were corrected, by the number of each; one
    correction may end several."""
    later = {alert.id: alert.corrected_by_id for alert in alerts if alert.id}
    corrections = session.scalars(select(Alert).where(col(Alert.id).in_(set(later.values()))))
    endings = {each.id: ending_by(each) for each in corrections}
    return {before: endings[by] for before, by in later.items() if by in endings}


def corrected_by(session: Session, alert: Alert) -> Alert | None:
    """The alert that took this one's place, if one did."""
    return session.get(Alert, alert.corrected_by_id) if alert.corrected_by_id else None


def last_correction(session: Session, alert: Alert) -> Alert | None:
    """What stands in this alert's place by now, where its corrections were corrected in turn;
    nothing while it holds."""
    found = standing_corrections(session, alert)
    return found[-1] if found else None


def standing_corrections(session: Session, alert: Alert) -> list[Alert]:
    """The alerts that took this one's place, each that of the one before; one that was taken back
    is none of them."""
    found: list[Alert] = []
    last = alert
    while (later := corrected_by(session, last)) is not None:
        found.append(later)
        last = later
    return found


def corrected_alert(session: Session, alert: Alert) -> Alert | None:
    """The alert that this one corrects, if it corrects one."""
    return session.get(Alert, alert.corrects_id) if alert.corrects_id else None


def number_restored(alert: Alert) -> int | None:
    """The number of the alert that holds again once this one is taken back: what this one ended or
    withdrew, if it did."""
    return alert.corrects_id if alert.msg_type is MsgType.CANCEL else None


def corrected_dispatch(session: Session, correction: Alert) -> int | None:
    """The dispatch of what this one corrects."""
    before = corrected_alert(session, correction)
    return before.dispatch_id if before else None


def holds_again(alert: Alert) -> bool:
    """Whether it was ended or withdrawn once, and that was taken back."""
    stopped = alert.stopped_at is not None and alert.corrected_by_id is None
    return stopped and alert.state is not AlertState.CANCELLED


def correction_chain(session: Session, alert: Alert) -> list[Alert]:
    """The issued alerts that have to be thought of when this one is corrected, it first.

    An update stands for what it updated. What was withdrawn, and so made this one hold again, went
    to the same people."""
    found = [alert, *alerts_updated(session, alert)]
    later: Sequence[Alert] = [alert]
    while later := _correcting(session, later):
        found += later
    return [each for each in found if each.dispatch_id is not None]


def alerts_updated(session: Session, alert: Alert) -> list[Alert]:
    """The alerts for which an update stands, the latest first; none of an alert that is no
    update."""
    found: list[Alert] = []
    last = alert
    while last.msg_type is MsgType.UPDATE and last.corrects_id is not None:
        last = session.get_one(Alert, last.corrects_id)
        found.append(last)
    return found


def dispatches_of(alerts: Iterable[Alert]) -> tuple[int, ...]:
    """The dispatches of those of these alerts that were issued."""
    return tuple(each.dispatch_id for each in alerts if each.dispatch_id is not None)


def origin_dispatches(session: Session, correction: Alert) -> tuple[int, ...]:
    """The dispatches whose recipients a correction is for."""
    assert correction.corrects_id is not None
    before = correction_chain(session, session.get_one(Alert, correction.corrects_id))
    return dispatches_of(each for each in before if (each.id or 0) < (correction.id or 0))


def _correcting(session: Session, alerts: Sequence[Alert]) -> Sequence[Alert]:
    theirs = col(Alert.corrects_id).in_([alert.id for alert in alerts])
    return session.scalars(select(Alert).where(theirs)).all()
