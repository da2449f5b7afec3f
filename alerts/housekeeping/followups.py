"""Follow-ups: to whom the corrected alert was still on its way, or turns out to have come, hears of
the correction then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from alerts.audience.addressing import audience_of_alert
from alerts.chains import origin_dispatches
from alerts.register import dispatch_of
from alerts.tables import Alert
from alerts.transitions import FOLLOW_UP, move
from delivery import stop_dispatches
from delivery.fallback import add_followups, has_open_messages, recipients_of
from runtime import Municipality
from subscribers.audience import count_owners


@dataclass(frozen=True, slots=True)
class CorrectionsUnderWay:
    """The corrections under way, and whether messages of what they correct are still claimed or on
    their way."""

    corrections: tuple[int, ...]
    moving: bool


def find_corrections_under_way(session: Session, *, now: datetime) -> CorrectionsUnderWay:
    """How the corrections stand; costs next to nothing."""
    found = _open(session, now)
    moving = any(has_open_messages(session, origin_dispatches(session, each)) for each in found)
    return CorrectionsUnderWay(tuple(each.id or 0 for each in found), moving)


def find_owing_corrections(
    session: Session, municipality: Municipality, *, now: datetime
) -> list[int]:
    """The corrections that somebody is to get by now and was not addressed by; the cost grows with
    the deliveries of what they correct."""
    return [each.id or 0 for each in _open(session, now) if _owed(session, each, municipality, now)]


def address_followups(
    session: Session, numbers: Sequence[int], municipality: Municipality, *, now: datetime
) -> None:
    """Address whom these corrections owe their text by now."""
    # Locked, so that whoever corrects one of them at this moment comes before or after.
    owing_ones = _not_over(now).where(col(Alert.id).in_(numbers)).with_for_update()
    for correction in session.scalars(owing_ones).all():
        _address(session, correction, municipality, now)


def awaits_followups(
    session: Session, dispatch_ids: Sequence[int], municipality: Municipality, *, now: datetime
) -> bool:
    """Whether one of these dispatches is that of a correction which somebody is still to be
    addressed by."""
    mine = [each for each in _open(session, now) if each.dispatch_id in dispatch_ids]
    return any(
        has_open_messages(session, origin_dispatches(session, each))
        or _owed(session, each, municipality, now)
        for each in mine
    )


def _open(session: Session, now: datetime) -> Sequence[Alert]:
    return session.scalars(_not_over(now)).all()


def _not_over(now: datetime) -> Select[Alert]:
    """The corrections that are not over, nor corrected themselves."""
    query = select(Alert).where(
        col(Alert.corrects_id).is_not(None),
        col(Alert.dispatch_id).is_not(None),
        col(Alert.stopped_at).is_(None),
        col(Alert.expires_at) > now,
    )
    return query.order_by(col(Alert.id))


def _owed(session: Session, correction: Alert, municipality: Municipality, now: datetime) -> bool:
    who = audience_of_alert(session, correction, municipality, now=now)
    return session.execute(who.rows.limit(1)).first() is not None


def _address(
    session: Session, correction: Alert, municipality: Municipality, now: datetime
) -> None:
    # What a worker has given back meanwhile.
    stop_dispatches(session, origin_dispatches(session, correction), now=now)
    dispatch_id = dispatch_of(correction)
    who = audience_of_alert(session, correction, municipality, now=now)
    if more := add_followups(session, dispatch_id, who.rows):
        correction.messages += more
        correction.recipients = count_owners(session, recipients_of(dispatch_id))
        move(correction, FOLLOW_UP)
