"""Addressing: who will get an alert and why, by the one query behind forecast, question, rule,
schedule and sending."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session

from alerts.chains import correction_chain, dispatches_of, origin_dispatches
from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import content_of
from alerts.states import MsgType
from alerts.tables import Alert
from channels import Variant
from delivery import Contacts, Recipients, languages_of
from delivery.fallback import (
    FollowupScope,
    contacts_released,
    contacts_under_way,
    dispatches_heard_last,
    followers_of,
    has_open_messages,
    recipients_with_followers,
)
from runtime import Municipality
from subscribers.audience import (
    AudienceSize,
    Criteria,
    count_audience,
    count_owners_not_told,
    select_audience,
    select_eligible_owners,
)


@dataclass(frozen=True, slots=True)
class RecipientCount:
    """The people who get an alert now, and at most so many `later`: to whom what came before it is
    still on its way."""

    now: int
    later: int = 0

    @property
    def most(self) -> int:
        """All who may get it: the number that is asked for."""
        return self.now + self.later


@dataclass(frozen=True)
class AlertAudience:
    """Who gets an alert: in its area, and when it corrects another, whom that one reached; a row a
    contact."""

    criteria: Criteria
    followups: FollowupScope | None = None
    handed_over: bool = False

    @cached_property
    def rows(self) -> Recipients:
        """The query: contacts with medium, language, resident, quiet hours, variant of the words,
        and why."""
        if self.followups is None:
            return select_audience(self.criteria)
        if self.followups.ends:
            return followers_of(self.followups)
        return recipients_with_followers(
            self.followups, select_audience(self.criteria), meant_alone=self.handed_over
        )

    def size(self, session: Session) -> AudienceSize:
        """Count them; two seconds for a million."""
        if self.followups is None:
            return count_audience(session, self.rows, self.criteria.media)
        languages = languages_of(session, self.followups.origins)
        return count_audience(session, self.rows, self.criteria.media, languages, tuple(Variant))

    def count_later(self, session: Session) -> int:
        """The people, besides these, to whom what they follow is still on its way."""
        if self.followups is None or not has_open_messages(session, self.followups.origins):
            return 0
        return count_owners_not_told(
            session, contacts_under_way(self.followups), select(self.rows.subquery().c.contact_id)
        )


def audience_of_draft(
    session: Session,
    draft: AlertDraft,
    municipality: Municipality,
    *,
    now: datetime,
    corrects: Alert | None = None,
) -> AlertAudience:
    """Whom a draft would go to now, as an alert of its own or as what corrects another."""
    criteria = replace(draft.criteria, local_now=municipality.local(now))
    if corrects is None:
        return AlertAudience(criteria)
    return AlertAudience(
        criteria,
        _followups(criteria, dispatches_of(correction_chain(session, corrects)), draft.msg_type),
    )


def contacts_left_out(draft: AlertDraft, before: tuple[int, ...]) -> Contacts:
    """Who hears nothing of a correction, since they were told in the dispatches before that the
    alert concerns them no more."""
    return contacts_released(_followups(draft.criteria, before, draft.msg_type))


def heard_last(
    session: Session, taken: AlertDraft, updated: Sequence[Alert], *, by: Alert
) -> list[Alert]:
    """Those alerts, updated by another, that are the last of all of them which somebody heard."""
    before = _followups(taken.criteria, dispatches_of([by, *updated]), MsgType.CANCEL)
    last = dispatches_heard_last(session, before)
    return [each for each in updated if each.dispatch_id in last]


def audience_of_alert(
    session: Session, alert: Alert, municipality: Municipality, *, now: datetime
) -> AlertAudience:
    """Whom a stored alert goes to now; once it is handed over, only whom it owes its words since.
    Raises NothingKept."""
    criteria = replace(content_of(alert).criteria, local_now=municipality.local(now))
    if alert.corrects_id is None:
        return AlertAudience(criteria)
    followups = _followups(criteria, origin_dispatches(session, alert), alert.msg_type)
    return AlertAudience(
        criteria,
        replace(followups, done=alert.dispatch_id),
        handed_over=alert.dispatch_id is not None,
    )


def _followups(criteria: Criteria, before: tuple[int, ...], msg_type: MsgType) -> FollowupScope:
    heard = select_eligible_owners(criteria.topic, criteria.zone_ids)
    return FollowupScope(before, criteria.media, heard, ends=msg_type is not MsgType.UPDATE)
