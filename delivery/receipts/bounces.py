"""Bounces: what mail servers say afterwards, applied like any receipt; a mailbox full three times
is given up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session

from channels.bounces import Action, Bounce
from delivery.contacts.blocks import blocked_among
from delivery.links import delivery_token
from delivery.outcomes import GIVE_UP_AFTER, LOOKED_BACK, block_contact
from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.states import BlockReason
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES, RECEIPTS
from runtime import Keys

BOUNCED = "bounced"
FULL = ("5.2.1", "5.2.2", "4.2.1", "4.2.2")  # a mailbox that is disabled, or full
LARGEST_ID = 2**31 - 1  # what an INTEGER of the database holds


@dataclass(frozen=True, slots=True)
class SentMail:
    """Where the mail of a bounce came from: the channel that sent it, the contact it was for, and
    the topic it was about."""

    channel: str
    contact_id: int
    topic: int


@dataclass(frozen=True, slots=True)
class TakenBounces:
    """What became of some bounces: how many were new, and of these how many only tell of a delay;
    how many contacts get nothing any more, and which tokens name nothing of ours."""

    fresh: int
    blocked: int
    foreign: frozenset[str]
    delayed: int = 0


def take_bounces(
    session: Session, keys: Keys, bounces: Sequence[Bounce], *, now: datetime
) -> TakenBounces:
    """Apply bounces, each of them once; some hundreds at a time."""
    ours = mails_of_ours(session, keys, {bounce.token for bounce in bounces})
    known = [each for each in bounces if each.token in ours]
    told = [
        (each.action, ReceivedEvent(ours[each.token].channel, each.event, now)) for each in known
    ]
    late = [received for action, received in told if action is Action.DELAYED]
    events = [received for action, received in told if action is not Action.DELAYED]
    contacts = sorted({mark.contact_id for mark in ours.values()})
    before = len(blocked_among(session, contacts))
    delayed = apply_events(session, keys, late, now=now)
    fresh = apply_events(session, keys, events, now=now)
    full = {ours[received.event.token] for received in events if received.event.code in FULL}
    if fresh and full:
        _give_up(session, full, now=now)
    foreign = {bounce.token for bounce in bounces} - ours.keys()
    # Fewer than before, when a run is suspected and its blocks are undone.
    blocked = max(0, len(blocked_among(session, contacts)) - before)
    return TakenBounces(fresh + delayed, blocked, frozenset(foreign), delayed)


def refused_as_unwanted(session: Session, channels: Collection[str], *, since: datetime) -> int:
    """How many mails of these channels were bounced by policy (5.7.x) since then: it concerns the
    sender, never the address."""
    r = RECEIPTS.c
    query = select(func.count()).where(
        r.channel.in_(channels),
        r.status == BOUNCED,
        r.code.startswith("5.7."),
        r.received_at > since,
    )
    return session.scalar(query) or 0


def mails_of_ours(session: Session, keys: Keys, tokens: Collection[str]) -> Mapping[str, SentMail]:
    """Those tokens that we gave to mails which are still known."""
    d = DELIVERIES.c
    numbers = [
        number
        for number in (int(token.partition("-")[0]) for token in tokens)
        if number <= LARGEST_ID
    ]
    query = (
        select(d.id, d.dispatch_id, d.channel, d.contact_id, DISPATCHES.c.topic)
        .join(DISPATCHES, DISPATCHES.c.id == d.dispatch_id)
        .where(d.id.in_(numbers), d.channel.is_not(None))
    )
    sent = {
        delivery_token(row.dispatch_id, row.id, keys): SentMail(
            row.channel, row.contact_id, row.topic
        )
        for row in session.execute(query)
    }
    return {token: mark for token, mark in sent.items() if token in tokens}


def _give_up(session: Session, full: Collection[SentMail], *, now: datetime) -> None:
    """Send nothing more to those of these contacts whose mailbox did not take the mails of three
    dispatches.

    Bounces before its last block count no more: somebody has lifted it since.
    """
    r, d, c = RECEIPTS.c, DELIVERIES.c, CONTACTS.c
    query = (
        select(d.contact_id, func.max(r.code))
        .select_from(RECEIPTS)
        .join(DELIVERIES, d.id == r.delivery_id)
        .join(CONTACTS, c.id == d.contact_id)
        # The index of receipts begins with the channel, and of an SMTP channel there are only
        # bounces.
        .where(
            r.channel.in_({mark.channel for mark in full}), r.status == BOUNCED, r.code.in_(FULL)
        )
        .where(
            r.received_at > now - LOOKED_BACK,
            or_(c.blocked_at.is_(None), r.received_at > c.blocked_at),
        )
        .where(d.contact_id.in_({mark.contact_id for mark in full}))
        .group_by(d.contact_id)
        .having(func.count(d.dispatch_id.distinct()) >= GIVE_UP_AFTER)
        .order_by(d.contact_id)
    )
    for contact_id, code in session.execute(query).all():
        block_contact(session, contact_id, BlockReason.BOUNCED, code, now=now)
