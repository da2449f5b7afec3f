"""The report: what became of an alert, who was not reached and why, how long it took and what it
cost."""

from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlmodel import Session

from alerts.issuing.policy import was_sent_alone
from alerts.office import Office
from alerts.register import dispatch_of, find_trial_alerts, trials_of
from alerts.reports.figures import NOT_REACHED, AlertReport
from alerts.reports.missed import count_told_in_person
from alerts.reports.summaries import Summary
from alerts.reports.told_since import count_told_since
from alerts.tables import Alert
from channels import Medium, Trial
from delivery import OPEN, State
from delivery.contacts import blocked_by
from delivery.sending import list_unattended, stopped_channels
from delivery.status import (
    DeliveryLine,
    Knowledge,
    Tally,
    count_dispatch,
    count_routes,
    count_wordings,
    list_deliveries,
    list_doubled_deliveries,
    list_missed_deliveries,
    percentile_accepted,
    percentile_delivered,
)
from runtime import Keys
from staff import names_of
from subscribers.audience import count_by_knowledge


def make_report(session: Session, alert: Alert, office: Office) -> AlertReport:
    """Count an alert's deliveries; the cost of counting grows with their number, about a second for
    a million. Raises NotIssued."""
    dispatch_id = dispatch_of(alert)
    counted = count_dispatch(session, dispatch_id)
    worded = count_wordings(session, dispatch_id)
    shares = (0.5, 0.95, 1.0)
    halfway, most, last = (percentile_accepted(session, dispatch_id, each) for each in shares)
    return AlertReport(
        alert=alert,
        tally=counted,
        half_at=halfway,
        most_at=most,
        last_at=last,
        half_delivered_at=percentile_delivered(session, dispatch_id, 0.5),
        most_delivered_at=percentile_delivered(session, dispatch_id, 0.95),
        routes=count_routes(session, dispatch_id),
        telling=frozenset(each.name for each in office.channels.values() if each.tells),
        variants=worded.variants,
        variants_taken=worded.taken,
        letters=worded.letters,
        cost=_cost(counted, office),
        people=summarize_people(session, alert, office.trials.by_channel),
        trials=trials_of(alert, office.trials.by_channel),
        trials_ahead=office.trials.among(
            sorted({each.medium for each in counted.counts if each.state in OPEN})
        ),
        told_since=count_told_since(session, alert),
        told_in_person=count_told_in_person(session, alert),
        blocked=count_blocked(session, alert),
        stopped=stopped_channels(session, dispatch_id) if counted.open else {},
        waits_for_worker=bool(list_unattended(session, [dispatch_id])),
        trial_unsent=() if counted.open else _trial_unsent(session, alert, office),
        alone=names_of(session, [alert.alone_by])[alert.alone_by] if was_sent_alone(alert) else "",
    )


def _trial_unsent(session: Session, alert: Alert, office: Office) -> tuple[Trial, ...]:
    """What would have kept the messages of an alert that could not leave this machine."""
    if not find_trial_alerts(session, [alert], office.trials):
        return ()
    return tuple(sorted({kind for kind in (alert.trials or {}).values() if kind}))


def summarize_people(session: Session, alert: Alert, at_present: Mapping[str, Trial]) -> Summary:
    """The people whom an alert concerns, by what is known of them; the cost grows with their
    messages. Raises NotIssued."""
    return Summary(count_by_knowledge(session, dispatch_of(alert), trials_of(alert, at_present)))


def count_people_not_reached(session: Session, alert: Alert, office: Office) -> int:
    """The people whom an alert did not reach by any medium; the cost is that of
    `summarize_people`. Raises NotIssued."""
    people = summarize_people(session, alert, office.trials.by_channel)
    return people.counts.get(Knowledge.NOT_REACHED, 0)


def list_not_reached(
    session: Session, keys: Keys, alert: Alert, *, after: int = 0
) -> Iterator[DeliveryLine]:
    """Those whom the alert did not reach, nor another message in its place; addresses masked,
    behind the delivery numbered `after`."""
    return list_missed_deliveries(session, keys, dispatch_of(alert), NOT_REACHED, after=after)


def list_unknown(
    session: Session, keys: Keys, alert: Alert, *, after: int = 0
) -> Iterator[DeliveryLine]:
    """Those of whom nobody knows whether the alert reached them."""
    return list_deliveries(session, keys, dispatch_of(alert), (State.UNKNOWN,), after=after)


def list_possibly_doubled(
    session: Session, keys: Keys, alert: Alert, *, after: int = 0
) -> Iterator[DeliveryLine]:
    """Those who may have got it twice, because it was sent again without knowing."""
    return list_doubled_deliveries(session, keys, dispatch_of(alert), after=after)


def list_every_delivery(session: Session, keys: Keys, alert: Alert) -> Iterator[DeliveryLine]:
    """Every delivery of the alert: the proof, for the file."""
    return list_deliveries(session, keys, dispatch_of(alert))


def count_blocked(session: Session, alert: Alert) -> int:
    """How many contacts get nothing since an alert, because its messages did not arrive there.
    Raises NotIssued."""
    silent = blocked_by(dispatch_of(alert)).subquery()
    return session.scalar(select(func.count()).select_from(silent)) or 0


def _cost(counted: Tally, office: Office) -> float:
    prices = {medium: channel.price_per_part for medium, channel in office.channels.items()}
    return sum(
        parts * prices.get(Medium(medium), 0.0) for medium, parts in counted.parts_taken.items()
    )
