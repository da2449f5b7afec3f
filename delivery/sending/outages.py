"""Outages: the breakers that are open, as every process sees them in a table, and what staff are
told of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, tuple_, update
from sqlmodel import Session

from channels import Medium, Outcome
from channels.explanations import explain_cause, is_adapters_fault
from delivery.notices import NoticeText, parts_of, tell_staff
from delivery.states import Lane
from delivery.tables import BREAKERS, DELIVERIES, DISPATCHES, IS_QUEUED
from runtime import Keys, moment
from runtime.config import StaffNotice
from runtime.database import insert_into

LONG_OVER = timedelta(minutes=10)

ChannelLane = tuple[str, Lane]  # a channel's name, and the lane that leaves it alone


@dataclass(frozen=True, slots=True)
class Outage:
    """One channel that one lane leaves alone: why, for how many seconds already and for how many to
    come."""

    channel: str
    lane: Lane
    medium: Medium
    why: str
    misconfigured: bool
    age: float
    left: float

    @property
    def place(self) -> ChannelLane:
        """Where it is."""
        return self.channel, self.lane


def write_outages(session: Session, outages: Collection[Outage]) -> None:
    """Put these into the table; whether staff were told stays as it is."""
    now = moment(session)
    for each in sorted(outages, key=lambda outage: outage.place):
        since, until = now - timedelta(seconds=each.age), now + timedelta(seconds=each.left)
        row = insert_into(session, BREAKERS).values(
            channel=each.channel, lane=each.lane, why=each.why[:80], since=since, until=until
        )
        known = [BREAKERS.c.channel, BREAKERS.c.lane]
        changed = {"why": each.why[:80], "until": until}
        session.execute(row.on_conflict_do_update(index_elements=known, set_=changed))


def are_written(session: Session, places: Collection[ChannelLane]) -> bool:
    """Whether any of these is in the table; looking takes no lock."""
    return bool(session.scalar(select(exists().where(_among(places)))))


def erase_outages(
    session: Session, places: Collection[ChannelLane], *, untold: bool = False
) -> None:
    """Take these out of the table; `untold` leaves those that staff were told of."""
    which = [BREAKERS.c.told_at.is_(None)] if untold else []
    session.execute(delete(BREAKERS).where(_among(places), *which))


def forget_outages(session: Session, *, now: datetime) -> None:
    """Take out what nobody has met again for ten minutes: its worker is gone, or has nothing to
    send."""
    session.execute(delete(BREAKERS).where(BREAKERS.c.until < now - LONG_OVER))


def media_down_since(
    session: Session, dispatch_id: int, routes: Mapping[Medium, Sequence[str]]
) -> Mapping[Medium, datetime]:
    """The media of which no channel is tried in the lane of a dispatch, and since when."""
    lane = select(DISPATCHES.c.lane).where(DISPATCHES.c.id == dispatch_id).scalar_subquery()
    rows = session.execute(
        select(BREAKERS.c.channel, BREAKERS.c.since).where(BREAKERS.c.lane == lane)
    )
    opened = {row.channel: row.since for row in rows}
    return {
        medium: max(opened[name] for name in names)
        for medium, names in routes.items()
        if names and opened.keys() >= set(names)
    }


def list_outages(session: Session, *, now: datetime) -> Mapping[str, str]:
    """The channels that some worker leaves alone now, and why."""
    rows = session.execute(select(BREAKERS.c.channel, BREAKERS.c.why).where(BREAKERS.c.until > now))
    return {row.channel: row.why for row in rows}


def tell_of(session: Session, keys: Keys, told: StaffNotice, outage: Outage) -> bool:
    """Tell staff of an outage, unless another process has, or nobody has to wait for it; whether
    they know of it now."""
    mine = BREAKERS.c.channel == outage.channel
    rows = session.scalars(select(BREAKERS.c.told_at).where(mine).with_for_update()).all()
    if any(rows):
        return True
    waiting = _waiting(session, outage.medium)
    if not rows or not (waiting or outage.misconfigured):
        return False
    now = moment(session)
    tell_staff(session, keys, told, _notes(outage, waiting), now=now)
    session.execute(update(BREAKERS).where(mine).values(told_at=now))
    return True


def _waiting(session: Session, medium: Medium) -> int:
    open_ones = select(DISPATCHES.c.id).where(DISPATCHES.c.settled_at.is_(None))
    due = (DELIVERIES.c.dispatch_id.in_(open_ones), DELIVERIES.c.medium == medium, IS_QUEUED)
    return session.scalar(select(func.count()).select_from(DELIVERIES).where(*due)) or 0


def _among(places: Collection[ChannelLane]) -> ColumnElement[bool]:
    return tuple_(BREAKERS.c.channel, BREAKERS.c.lane).in_(list(places))


# Why a channel is left alone, in Greek: in a mail, and in the capitals of GSM 03.38 for an SMS.
GREEK: Mapping[str, tuple[str, str]] = {
    Outcome.UNAUTHORISED: ("ο πάροχος δεν δέχεται τον κωδικό μας", "ΔEN ΔEXETAI TON KΩΔIKO MAΣ"),
    Outcome.MISCONFIGURED: (
        "ο πάροχος δεν δέχεται τις ρυθμίσεις μας",
        "ΔEN ΔEXETAI TIΣ PYΘMIΣEIΣ MAΣ",
    ),
    Outcome.THROTTLED: ("ο πάροχος ζητά να στέλνουμε πιο αργά", "ZHTA NA ΣTEΛNOYME ΠIO APΓA"),
    Outcome.TRANSIENT: ("ο πάροχος δεν απαντά", "ΔEN AΠANTA"),
}


_ADAPTER_IN_GREEK = (
    "το πρόγραμμα του καναλιού έχει σφάλμα",
    "TO ΠPOΓPAMMA TOY KANAΛIOY EXEI ΣΦAΛMA",
)


def _notes(outage: Outage, waiting: int) -> Mapping[str, NoticeText]:
    name, why = outage.channel, explain_cause(outage.why)
    outcome, _, code = outage.why.partition(" ")
    named = f" ({code})" if code else ""
    cause = (
        _ADAPTER_IN_GREEK
        if is_adapters_fault(code)
        else GREEK.get(outcome, GREEK[Outcome.TRANSIENT])
    )
    greek, capitals = (f"{words}{named}" for words in cause)
    return {
        "el": _note(
            f"Το κανάλι {name} δεν στέλνει: {greek}",
            f"Το κανάλι {name} ({outage.medium}) δεν στέλνει: {greek}. Μηνύματα που περιμένουν: {waiting}. Δεν χάθηκαν· "
            "ξαναδοκιμάζονται ώσπου να λήξουν. Δείτε τι φταίει:\n\ntocsin status\ntocsin doctor\n",
            f"TOCSIN: TO {name} ΔEN ΣTEΛNEI: {capitals}. ΠEPIMENOYN {waiting}.",
        ),
        "en": _note(
            f"The channel {name} does not send: {why}",
            f"The channel {name} ({outage.medium}) does not send: {why}. Messages that wait: {waiting}. They are not lost, "
            "and are tried again until they expire. See what is wrong:\n\ntocsin status\ntocsin doctor\n",
            f"TOCSIN: {name} does not send: {why}. {waiting} wait.",
        ),
    }


def _note(subject: str, text: str, sms: str) -> NoticeText:
    return NoticeText(subject, text, sms, parts_of(sms))
