"""Repeats: whether the same words went to the same places a short while ago, so that nobody sends
them twice unawares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.chains import AlertEnding, read_endings
from alerts.composing.drafts import AlertDraft
from alerts.office import Office
from alerts.register import find_trial_alerts
from alerts.tables import Alert

LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EarlierAlert:
    """An alert with the same words for the same places and groups, and how many people it was
    for."""

    number: int
    issued_at: datetime
    people: int


@dataclass(frozen=True, slots=True)
class _Content:
    """What makes two alerts the same, whatever their keys and media."""

    template: str
    areas: frozenset[str]
    groups: frozenset[str]
    values: Mapping[str, str]

    @classmethod
    def of(cls, alert: Alert) -> "_Content":
        return cls(alert.template, frozenset(alert.areas), frozenset(alert.groups), alert.values)


def find_same_as_draft(
    session: Session, draft: AlertDraft, office: Office, *, now: datetime
) -> EarlierAlert | None:
    """The latest alert of the last 24 hours that says what a draft says, unless it was
    withdrawn."""
    codes, values = draft.area.codes, draft.values.canonical()
    content = _Content(draft.template.name, frozenset(codes), frozenset(draft.groups), values)
    return _find_same(session, content, draft.media, office, now=now)


def find_same_as_kept(
    session: Session, alert: Alert, office: Office, *, now: datetime
) -> EarlierAlert | None:
    """The same for a draft that is kept."""
    return _find_same(session, _Content.of(alert), alert.media, office, now=now)


def _find_same(
    session: Session,
    content: _Content,
    media: Sequence[str],
    office: Office,
    *,
    now: datetime,
) -> EarlierAlert | None:
    """Read the alerts of one template and day: few, however many people they were for."""
    query = (
        select(Alert)
        .where(
            col(Alert.template) == content.template,
            col(Alert.issued_at) > now - LATELY,
            col(Alert.dispatch_id).is_not(None),
        )
        .order_by(col(Alert.id).desc())
    )
    same = [each for each in session.scalars(query) if _Content.of(each) == content]
    # What reached nobody in a trial is no reason against sending it in earnest.
    live = not office.trials.keep_all(media)
    tried = find_trial_alerts(session, same, office.trials) if live else ()
    for each in _standing(session, same):
        if each.id not in tried and each.issued_at is not None:
            return EarlierAlert(each.id or 0, each.issued_at, each.recipients)
    return None


def _standing(session: Session, alerts: Sequence[Alert]) -> Iterator[Alert]:
    """Those that were not withdrawn, nor stopped before anybody got them."""
    endings = read_endings(session, alerts)
    for each in alerts:
        stopped = each.stopped_at is not None and each.corrected_by_id is None
        if not stopped and endings.get(each.id or 0) is not AlertEnding.WITHDRAWN:
            yield each
