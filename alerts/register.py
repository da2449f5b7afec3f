"""The register of alerts: finding, listing and counting them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from alerts.chains import holds_again
from alerts.composing.drafts import AlreadyOver
from alerts.composing.freezing import content_of
from alerts.plain_words.alert_words import STATE_WORDS
from alerts.public_numbers import read_public_number
from alerts.states import AlertState
from alerts.tables import Alert
from channels import Trial, Wording
from channels.registry import Trials
from delivery import wordings_of
from delivery.status import channels_used
from runtime import Exit, Instant, Problem, UsageProblem, said


class UnknownAlert(UsageProblem):
    """`tocsin alerts list` shows the alerts there are."""

    status = 404


class NotIssued(Problem):
    """It has not been sent yet. `tocsin alerts show` with its number says where it stands."""

    exit = Exit.REFUSED
    status = 409


class Stopped(Problem):
    """Nothing more of it leaves. `tocsin alerts show` with its number says what took its place."""

    exit = Exit.REFUSED
    status = 409


def find_alert(session: Session, name: str) -> Alert:
    """The alert with that number, identifier, key or public number; raises UnknownAlert."""
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 10 else -1
    matching = (
        (col(Alert.id) == number) | (col(Alert.identifier) == name) | (col(Alert.key) == name)
    )
    if public := read_public_number(name):
        matching |= col(Alert.public_number) == public
    # A key may be a number too: the alert that has it as its own number comes first, and one that
    # has it as its key before the one that everybody calls so.
    ranked = (col(Alert.id) != number, col(Alert.public_number) == public)
    found = session.scalars(select(Alert).where(matching).order_by(*ranked)).first()
    if found is None:
        raise UnknownAlert(said("There is no alert '{name}'.", name=name))
    return found


def list_latest_alerts(
    session: Session, limit: int, *, before: int | None = None
) -> Sequence[Alert]:
    """The latest alerts, or the latest with a number below `before`, the newest first."""
    query = select(Alert).order_by(col(Alert.id).desc()).limit(limit)
    return session.scalars(query.where(col(Alert.id) < before) if before else query).all()


def find_trial_alerts(
    session: Session, alerts: Iterable[Alert], at_present: Trials
) -> frozenset[int]:
    """The numbers of those of which nothing left this machine: files or a sandbox took all that was
    taken, or would take it as the routes are now."""
    return frozenset(
        alert.id for alert in alerts if alert.id and _is_trial(session, alert, at_present)
    )


def _is_trial(session: Session, alert: Alert, at_present: Trials) -> bool:
    if alert.dispatch_id:
        kept = kept_channels(alert)
        if not kept:
            return False  # issued when it could leave
        if taken := channels_used(session, alert.dispatch_id):
            return taken <= kept
        if alert.state is not AlertState.SENDING:
            return kept == set(alert.trials or ())
    # Stopped or rejected before anything was taken, it could not have left either.
    return at_present.keep_all(alert.media)


def check_not_over(alert: Alert, now: datetime) -> None:
    """Refuse what would be too late to be true; raises AlreadyOver."""
    if alert.expires_at <= now:
        raise AlreadyOver(
            said(
                "Alert {number} was true until {until:%a %d/%m/%Y %H:%M}.",
                number=alert.id,
                until=Instant(alert.expires_at),
            )
        )


def kept_channels(alert: Alert) -> frozenset[str]:
    """The channels that could not leave this machine when an alert was issued."""
    return frozenset(name for name, kind in (alert.trials or {}).items() if kind)


def trials_of(alert: Alert, at_present: Mapping[str, Trial]) -> Mapping[str, Trial]:
    """The channels whose messages could not leave when an alert was issued; those `at_present` of
    one that kept none."""
    return at_present if alert.trials is None else alert.trials


def count_alerts_by_state(session: Session) -> dict[str, int]:
    """How many alerts stand in each state."""
    state = col(Alert.state)
    return {
        row[0].value: row[1] for row in session.execute(select(state, func.count()).group_by(state))
    }


def wordings_of_alert(session: Session, alert: Alert) -> tuple[Wording, ...]:
    """The frozen words of an alert, sent or not."""
    if alert.dispatch_id is None:
        return content_of(alert).wordings
    return wordings_of(session, alert.dispatch_id)


def dispatch_of(alert: Alert) -> int:
    """The dispatch of an issued alert; raises NotIssued."""
    if alert.dispatch_id is None:
        raise NotIssued(
            said("Alert {number} is '{state}'.", number=alert.id, state=STATE_WORDS[alert.state])
        )
    return alert.dispatch_id


def check_going(alert: Alert) -> None:
    """Refuse to send on what was stopped; raises Stopped."""
    if alert.stopped_at is not None:
        stopped = said("Alert {number} was stopped.", number=alert.id)
        if not holds_again(alert):
            raise Stopped(stopped)
        problem = Stopped(
            stopped,
            said(
                "What ended it was taken back, so it holds again: `tocsin alerts update {number}` tells people so.",
                number=alert.id,
            ),
        )
        problem.details_for_programs = (stopped,)
        raise problem
