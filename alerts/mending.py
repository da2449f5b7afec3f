"""Mending: staff let a lane go on that was stopped because its channel refused too many."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.tables import Alert, AlertState
from delivery import Suspect, accept_refusals, suspects, try_again
from runtime import Actor, Exit, Problem, Right, said
from staff import record


class NotStopped(Problem):
    """Nothing was changed. `tocsin status` shows the channels that stand still, and why."""

    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class Mended:
    """A run that goes on, and the alert it belongs to, if any; `kept` messages stay refused."""

    suspect: Suspect
    alert_id: int | None
    kept: int


def resume_channel(
    session: Session, channel: str, *, refusals_are_right: bool, by: Actor, now: datetime
) -> list[Mended]:
    """Let every stopped lane of a channel go on: whoever was refused is tried again, or stays refused and is blocked.

    Raises NotStopped or NotAllowed.
    """
    by.needs(Right.SEND_ALERTS)
    mine = [each for each in suspects(session) if each.channel == channel]
    if not mine:
        raise NotStopped(
            said("No lane of the channel {channel} is stopped for its refusals.", channel=channel)
        )
    about = [each.dispatch_id for each in mine]
    alerts = session.scalars(select(Alert).where(col(Alert.dispatch_id).in_(about))).all()
    named = {alert.dispatch_id: alert for alert in alerts}
    done = []
    for each in mine:
        kept = accept_refusals(session, each, now=now) if refusals_are_right else 0
        if not refusals_are_right:
            try_again(session, each)
        alert = named.get(each.dispatch_id)
        if alert is not None and alert.state is AlertState.SENT:
            alert.state = AlertState.SENDING
        done.append(Mended(each, alert.id if alert else None, kept))
    session.flush()
    facts = {
        "accepted": refusals_are_right,
        "runs": len(done),
        "refused": sum(each.refused for each in mine),
    }
    record(session, "channel.resumed", f"channel:{channel}", facts, by=by, now=now)
    return done
