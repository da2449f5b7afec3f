"""Suspected runs: staff let a lane go on that was stopped since its channel refused too many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.acts import record_act
from alerts.register import dispatch_of
from alerts.tables import Alert
from alerts.transitions import RESUME, move
from delivery.contacts import blocked_among, blocked_by, lift_blocks
from delivery.monitoring import Remainder, count_remainder
from delivery.sending import SuspectedRun, accept_refusals, list_suspected_runs, resume_run
from runtime import Actor, Exit, Problem, Right, said
from staff import record
from subscribers import NothingToLift

AT_ONCE = 1000


class NotStopped(Problem):
    """Nothing was changed. `tocsin status` shows the channels that stand still, and why."""

    exit = Exit.REFUSED
    status = 409


class NoSuchChannel(Problem):
    """Nothing was changed. `tocsin status` shows the channels that stand still, and why."""

    exit = Exit.USAGE
    status = 404


@dataclass(frozen=True, slots=True)
class ResumedLane:
    """A run that goes on, and the alert it belongs to, if any; `kept` messages stay refused, those
    `left` are tried."""

    suspect: SuspectedRun
    alert_id: int | None
    kept: int
    left: Remainder


def resume_channel(
    session: Session,
    channel: str,
    configured: Sequence[str],
    *,
    refusals_are_right: bool,
    by: Actor,
    now: datetime,
) -> list[ResumedLane]:
    """Let every stopped lane of a channel go on: whoever was refused is tried again, or stays
    refused and is blocked. `configured` are the channels that there are.

    Raises NoSuchChannel, NotStopped or NotAllowed."""
    by.needs(Right.SEND_ALERTS)
    mine = [each for each in list_suspected_runs(session) if each.channel == channel]
    if not mine:
        raise _not_stopped(channel, configured)
    about = [each.dispatch_id for each in mine]
    alerts = session.scalars(select(Alert).where(col(Alert.dispatch_id).in_(about))).all()
    named = {alert.dispatch_id: alert for alert in alerts}
    done = []
    for each in mine:
        kept = accept_refusals(session, each, now=now) if refusals_are_right else 0
        if not refusals_are_right:
            resume_run(session, each)
        number = _goes_on(named.get(each.dispatch_id))
        done.append(ResumedLane(each, number, kept, count_remainder(session, each)))
    session.flush()
    facts = {
        "accepted": refusals_are_right,
        "runs": len(done),
        "refused": sum(each.refused for each in mine),
    }
    record(session, "channel.resumed", f"channel:{channel}", facts, by=by, now=now)
    return done


def _goes_on(alert: Alert | None) -> int | None:
    """An alert of which something is sent again; its number."""
    if alert is not None and alert.state in RESUME.begins:
        move(alert, RESUME)
    return alert.id if alert else None


def _not_stopped(channel: str, configured: Sequence[str]) -> Problem:
    if channel in configured:
        return NotStopped(
            said("No lane of the channel {channel} is stopped for its refusals.", channel=channel)
        )
    if not configured:
        return NoSuchChannel(
            said("There is no channel '{channel}', nor any other.", channel=channel)
        )
    names = ", ".join(configured)
    return NoSuchChannel(
        said("There is no channel '{channel}'. There are: {names}.", channel=channel, names=names)
    )


def lift_alert_blocks(session: Session, alert: Alert, *, by: Actor, now: datetime) -> int:
    """Send again to all those contacts; how many they are. Raises NotIssued, NothingToLift or
    NotAllowed."""
    by.needs(Right.CHANGE_RESIDENTS)
    contacts = session.scalars(blocked_by(dispatch_of(alert))).all()
    if not contacts:
        raise NothingToLift(said("No contact is blocked since alert {alert}.", alert=alert.id))
    for start in range(0, len(contacts), AT_ONCE):
        lift_blocks(session, blocked_among(session, contacts[start : start + AT_ONCE]))
    record_act(session, "alert.unblocked", alert, by=by, now=now, contacts=len(contacts))
    return len(contacts)
