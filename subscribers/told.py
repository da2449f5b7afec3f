"""Told: how many residents a dispatch concerns, each counted once by the best that is known of any of their messages."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlmodel import Session, col

from channels import Trial
from delivery import Known, best_known, known_at
from subscribers.tables import Subscription


def people_known(session: Session, dispatch_id: int, trials: Mapping[str, Trial]) -> Mapping[Known, int]:
    """Residents by what is known of them; the cost grows with the deliveries, some seconds for a million."""
    messages = best_known(dispatch_id, trials).subquery()
    # A contact always has an owner, also one who was erased; should it lack one, it counts as a person.
    owner = func.coalesce(col(Subscription.resident_id), -messages.c.contact_id)
    best = (
        select(func.max(messages.c.known).label("known"))
        .select_from(messages)
        .outerjoin(Subscription, col(Subscription.contact_id) == messages.c.contact_id)
        .group_by(owner)
        .subquery()
    )
    found = session.execute(select(best.c.known, func.count()).group_by(best.c.known))
    return {known_at(place): number for place, number in found}
