"""Planned events: cuts of water and power and municipal events as a calendar has them. An alert and
whatever updated or ended it are one event."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import AlertEnding
from templates import Topic
from web.public.alert_cards import AlertCard

PLANNED = frozenset({Topic.UTILITIES, Topic.EVENTS})
SHOWN_AFTER = timedelta(days=31)  # so long what is past stays in a calendar
MOST = 500


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """One cut or event; `uid` is the public number of its first alert, `sequence` how often
    something came of it since, `card` its latest words."""

    uid: str
    sequence: int
    card: AlertCard
    begins: datetime
    ends: datetime
    first_told: datetime
    last_told: datetime
    cancelled: bool


def list_planned_events(
    cards: Iterable[AlertCard], around: Collection[str], *, now: datetime
) -> Sequence[PlannedEvent]:
    """The events that lie ahead or ended within a month, by their beginning; `around` are the
    places whose calendar it is, none for the whole municipality's."""
    chains: dict[str, list[AlertCard]] = {}
    known = {card.public_number: card for card in cards}
    for card in sorted(known.values(), key=lambda each: each.rank_by_age):
        if card.topics & PLANNED and not card.trial:
            chains.setdefault(_first(known, card), []).append(card)
    found = [_event(uid, chain, around) for uid, chain in chains.items() if _of(chain, around)]
    lately = [each for each in found if each.ends > now - SHOWN_AFTER]
    return sorted(lately, key=lambda each: (each.begins, each.uid))[-MOST:]


def _event(uid: str, chain: Sequence[AlertCard], around: Collection[str]) -> PlannedEvent:
    """What stands in the calendar of these places; an update that no longer concerns them cancels
    it there."""
    card = next((each for each in reversed(chain) if _says_when(each)), chain[0])
    begins = card.onset or card.issued_at
    ended = card.ended_at if card.ending is AlertEnding.ENDED else None
    ends = min(card.expires_at, ended or card.expires_at)
    # Withdrawn although nobody had got it yet: no other alert tells so.
    stopped_alone = any(each.ending is not None and not each.ended_by for each in chain)
    never = card.ending is AlertEnding.WITHDRAWN or ends <= begins
    return PlannedEvent(
        uid=uid,
        sequence=len(chain) - 1 + stopped_alone,
        card=card,
        begins=begins,
        ends=card.expires_at if never else ends,
        first_told=chain[0].issued_at,
        last_told=max(each.ended_at or each.issued_at for each in chain),
        cancelled=never or not _of([card], around),
    )


def _first(known: Mapping[str, AlertCard], card: AlertCard) -> str:
    """The alert with which it began."""
    while card.corrects in known:
        card = known[card.corrects]
    return card.public_number


def _says_when(card: AlertCard) -> bool:
    """Whether it tells of the event itself, and not that another alert is over."""
    return not card.corrects or card.corrects_as is AlertEnding.UPDATED


def _of(chain: Sequence[AlertCard], around: Collection[str]) -> bool:
    """Whether any of these alerts concerned one of the places."""
    return any(each.concerns(around) for each in chain)
