"""Messages that were sent, what a provider tells of them, and how
they stand then."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import select, update

from channels import Event, Fate, Medium, Outcome, Receipt
from delivery.links import delivery_token
from delivery.outcomes import record_results, repeat_unknown
from delivery.receipts.collector import Collector
from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.send_log import SendResult
from delivery.sending.batches import LaneQueue, claim_batch
from delivery.sending.messages import MessageBuilder
from delivery.sending.sweeping import settle_dispatches
from delivery.states import Lane, Repeat, State
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES, RECEIPTS
from delivery.workers import DeliveryClaim, enlist
from runtime import Database, Keys, moment
from tests.delivery.conftest import PostRoom

WORDS = {
    "sent": (Fate.ACCEPTED, Outcome.ACCEPTED, ""),
    "delivered": (Fate.DELIVERED, Outcome.ACCEPTED, ""),
    "switched off": (Fate.UNDELIVERED, Outcome.TRANSIENT, "30003"),
    "no such phone": (Fate.UNDELIVERED, Outcome.INVALID_RECIPIENT, "30005"),
    "opted out": (Fate.UNDELIVERED, Outcome.OPTED_OUT, "21610"),
    "filtered": (Fate.UNDELIVERED, Outcome.CONTENT_REJECTED, "30007"),
    "too late": (Fate.EXPIRED, Outcome.ACCEPTED, "30036"),
}
ACCEPTED = Receipt(Outcome.ACCEPTED, provider_id="SM1")
LOST = Receipt(Outcome.UNKNOWN, code="timeout")


class Changes(TypedDict, total=False):
    """What a receipt says otherwise than its word."""

    outcome: Outcome
    code: str
    token: str


@dataclass
class SentMessages:
    """One message of one dispatch, or some more, and the receipts for them."""

    room: PostRoom
    dispatch_id: int
    ids: list[int]

    @classmethod
    def of(
        cls,
        room: PostRoom,
        people: int = 1,
        lane: Lane = Lane.ROUTINE,
        repeat: Repeat = Repeat.HOLD,
    ) -> "SentMessages":
        return cls.to(room, room.contacts(people), lane, repeat)

    @classmethod
    def to(
        cls,
        room: PostRoom,
        contacts: list[int],
        lane: Lane = Lane.ROUTINE,
        repeat: Repeat = Repeat.HOLD,
    ) -> "SentMessages":
        dispatch_id = room.hand_over(contacts, lane=lane, repeat=repeat)
        with room.database.reading() as session:
            query = select(DELIVERIES.c.id).where(DELIVERIES.c.dispatch_id == dispatch_id)
            return cls(room, dispatch_id, list(session.scalars(query.order_by(DELIVERIES.c.id))))

    @property
    def database(self) -> Database:
        return self.room.database

    @property
    def keys(self) -> Keys:
        return self.room.keys

    @property
    def collector(self) -> Collector:
        return Collector(self.database, self.keys, self.room.flights.parent / "receipts")

    def leaves(
        self, lane: Lane = Lane.ROUTINE, *, rate: float | None = None
    ) -> list[DeliveryClaim]:
        """A worker claims what is due."""
        with self.database.writing() as session:
            lane_queue = LaneQueue(lane, Medium.SMS, "memory", rate, enlist(session))
            return [
                each.claim
                for each in claim_batch(session, lane_queue, MessageBuilder(self.keys, "")).messages
            ]

    def ends(self, receipt: Receipt = ACCEPTED, attempt: int = 1) -> None:
        """The provider's own answer comes."""
        with self.database.writing() as session:
            record_results(
                session,
                [SendResult(DeliveryClaim(number, attempt), receipt) for number in self.ids],
            )

    def sent(self, receipt: Receipt = ACCEPTED) -> "SentMessages":
        """The message leaves and is answered."""
        for each in self.leaves():
            self.ends(receipt, each.attempt)
        return self

    def received(
        self, word: str, attempt: int = 1, *, sid: str = "SM1", place: int = 0
    ) -> ReceivedEvent:
        fate, outcome, code = WORDS[word]
        token = delivery_token(self.dispatch_id, self.ids[place], self.keys)
        return ReceivedEvent(
            "memory", Event(sid, word, fate, outcome, code, token, attempt), datetime.now(UTC)
        )

    def told(self, *events: str | ReceivedEvent, attempt: int = 1) -> int:
        """These receipts come in together."""
        read = [
            each if isinstance(each, ReceivedEvent) else self.received(each, attempt)
            for each in events
        ]
        with self.database.writing() as session:
            return apply_events(session, self.keys, read, now=moment(session))

    def told_with(self, word: str, **changes: Unpack[Changes]) -> int:
        received = self.received(word)
        return self.told(replace(received, event=replace(received.event, **changes)))

    def time_passes(self, span: timedelta) -> None:
        self.room.time_passes(span.total_seconds())

    def repeats_unknown(self) -> None:
        with self.database.writing() as session:
            repeat_unknown(session, now=moment(session))

    def settles(self) -> None:
        with self.database.writing() as session:
            settle_dispatches(session, now=moment(session))

    @property
    def state(self) -> State:
        return State(self.row("state"))

    def row(self, column: str) -> Any:
        with self.database.reading() as session:
            return session.scalar(
                select(DELIVERIES.c[column]).where(DELIVERIES.c.id == self.ids[0])
            )

    def dispatch(self, column: str) -> object:
        with self.database.reading() as session:
            return session.scalar(
                select(DISPATCHES.c[column]).where(DISPATCHES.c.id == self.dispatch_id)
            )

    def changes_dispatch(self, **values: object) -> None:
        with self.database.writing() as session:
            session.execute(
                update(DISPATCHES).where(DISPATCHES.c.id == self.dispatch_id).values(values)
            )

    def changes(self, **values: object) -> None:
        with self.database.writing() as session:
            session.execute(update(DELIVERIES).where(DELIVERIES.c.id.in_(self.ids)).values(values))

    def block(self) -> tuple[str, str]:
        whose = (
            select(DELIVERIES.c.contact_id).where(DELIVERIES.c.id == self.ids[0]).scalar_subquery()
        )
        with self.database.reading() as session:
            query = select(CONTACTS.c.block, CONTACTS.c.block_code).where(CONTACTS.c.id == whose)
            found = session.execute(query).one()
        return found.block, found.block_code

    def receipts(self) -> list[tuple[str, str, int | None, str]]:
        r = RECEIPTS.c
        with self.database.reading() as session:
            query = select(r.status, r.code, r.delivery_id, r.aside).order_by(r.id)
            return [tuple(row) for row in session.execute(query)]
