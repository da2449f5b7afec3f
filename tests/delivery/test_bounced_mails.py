"""What a bounce does: to the delivery it names, and to the address it tells of."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session

from channels import Medium, Outcome, Receipt
from channels.bounces import Action, Bounce, Complaint
from delivery import BlockReason, Lane, State
from delivery.contacts import Address, blocked_among, keep_contacts, lift_blocks
from delivery.outcomes import record_results
from delivery.receipts import count_complaints, refused_as_unwanted, take_bounces, take_complaint
from delivery.receipts.bounces import TakenBounces
from delivery.receipts.complaints import TakenComplaint
from delivery.send_log import SendResult
from delivery.sending.batches import LaneQueue, claim_batch
from delivery.sending.messages import ClaimedMessage, MessageBuilder
from delivery.tables import CONTACTS, RECEIPTS
from delivery.workers import enlist
from runtime import moment
from tests.delivery.conftest import PostRoom

TAKEN = Receipt(Outcome.ACCEPTED, provider_id="4F2A1B")


@dataclass
class MailRoom:
    """A contact by e-mail, the mails it was sent, and what came back."""

    room: PostRoom
    contact: int
    dispatches: list[int] = field(default_factory=list)

    def mails(self, answer: Receipt = TAKEN, *, priority: int = 0) -> str:
        """One more mail leaves and the relay takes it, or answers so; its token."""
        self.dispatches.append(self.room.hand_over([self.contact], priority=priority))
        with self.room.database.writing() as session:
            [claimed] = self.claimed(session)
            record_results(session, [SendResult(claimed.claim, answer)])
        return claimed.message.token

    def claimed(self, session: Session, lane: Lane = Lane.ROUTINE) -> tuple[ClaimedMessage, ...]:
        lane_queue = LaneQueue(lane, Medium.EMAIL, "smtp", None, enlist(session))
        return claim_batch(session, lane_queue, MessageBuilder(self.room.keys, "")).messages

    def comes_back(
        self, token: str, status: str, action: Action = Action.FAILED, name: str = "1"
    ) -> TakenBounces:
        with self.room.database.writing() as session:
            bounce = Bounce(token, action, status, name)
            return take_bounces(session, self.room.keys, [bounce], now=moment(session))

    @property
    def cause(self) -> tuple[State, str]:
        [count] = self.room.tally(self.dispatches[-1]).counts
        return count.state, count.cause

    @property
    def block(self) -> tuple[BlockReason, str]:
        with self.room.database.reading() as session:
            c = CONTACTS.c
            return tuple(
                session.execute(select(c.block, c.block_code).where(c.id == self.contact)).one()
            )

    def is_lifted(self) -> None:
        with self.room.database.writing() as session:
            lift_blocks(session, blocked_among(session, [self.contact]))

    def days_pass(self, days: int) -> None:
        with self.room.database.writing() as session:
            then = moment(session) - timedelta(days=days)
            session.execute(update(RECEIPTS).values(received_at=then))


@pytest.fixture
def mail_room(post_room: PostRoom) -> MailRoom:
    with post_room.database.writing() as session:
        [contact] = keep_contacts(
            session, post_room.keys, [Address(Medium.EMAIL, "ana@example.gr")]
        ).values()
    return MailRoom(post_room, contact)


@pytest.mark.parametrize(
    ("status", "cause", "block"),
    [
        ("5.1.1", "invalid_recipient 5.1.1", BlockReason.BOUNCED),
        ("5.1.2", "invalid_recipient 5.1.2", BlockReason.BOUNCED),
        ("5.1.10", "invalid_recipient 5.1.10", BlockReason.BOUNCED),
        ("5.7.1", "content_rejected 5.7.1", BlockReason.NONE),
        ("5.7.26", "content_rejected 5.7.26", BlockReason.NONE),
        ("5.0.0", "unknown 5.0.0", BlockReason.NONE),
        ("5.3.4", "content_rejected 5.3.4", BlockReason.NONE),
    ],
)
def test_an_address_that_does_not_exist_is_blocked_at_once(
    mail_room: MailRoom, status: str, cause: str, block: BlockReason
) -> None:
    token = mail_room.mails()

    mail_room.comes_back(token, status)

    assert mail_room.cause == (State.UNDELIVERED, cause)
    assert mail_room.block == (block, status if block else "")


@pytest.mark.parametrize("status", ["4.2.2", "4.4.7", "5.2.2"])
def test_a_passing_bounce_is_retried_once_and_blocks_nobody(
    mail_room: MailRoom, status: str
) -> None:
    token = mail_room.mails()

    mail_room.comes_back(token, status)

    assert mail_room.cause == (State.QUEUED, f"transient {status}")
    assert mail_room.block == (BlockReason.NONE, "")


def test_the_bounce_of_the_second_try_is_another_one(mail_room: MailRoom) -> None:
    token = mail_room.mails()
    mail_room.comes_back(token, "5.2.2")
    mail_room.room.time_passes(601)
    with mail_room.room.database.writing() as session:
        [claimed] = mail_room.claimed(session)
        record_results(session, [SendResult(claimed.claim, TAKEN)])

    mail_room.comes_back(token, "5.2.2", name="2")

    assert mail_room.cause == (State.UNDELIVERED, "transient 5.2.2")


@pytest.mark.parametrize("action", [Action.DELAYED, Action.RELAYED, Action.EXPANDED])
def test_a_mail_on_its_way_is_kept_as_such(mail_room: MailRoom, action: Action) -> None:
    token = mail_room.mails()

    taken = mail_room.comes_back(token, "4.4.1", action)

    assert (taken.fresh, taken.delayed) == (1, action is Action.DELAYED)
    assert mail_room.cause == (State.ACCEPTED, "accepted")
    assert mail_room.block == (BlockReason.NONE, "")


def test_the_same_bounce_changes_nothing_the_second_time(mail_room: MailRoom) -> None:
    token = mail_room.mails()

    first, again = mail_room.comes_back(token, "5.1.1"), mail_room.comes_back(token, "5.1.1")

    assert (first.fresh, first.blocked) == (1, 1)
    assert (again.fresh, again.blocked) == (0, 0)


def test_a_bounce_read_again_does_not_restore_a_lifted_block(mail_room: MailRoom) -> None:
    token = mail_room.mails()
    mail_room.comes_back(token, "5.1.1")
    mail_room.is_lifted()

    mail_room.comes_back(token, "5.1.1")

    assert mail_room.block == (BlockReason.NONE, "")


def test_a_mailbox_full_for_three_dispatches_is_blocked(mail_room: MailRoom) -> None:
    blocks = []
    for name in ("1", "2", "3"):
        token = mail_room.mails(priority=int(name))
        mail_room.comes_back(token, "5.2.2")
        mail_room.comes_back(token, "5.2.2", name="the same again")
        blocks.append(mail_room.block)

    assert blocks == [
        (BlockReason.NONE, ""),
        (BlockReason.NONE, ""),
        (BlockReason.BOUNCED, "5.2.2"),
    ]


@pytest.mark.parametrize("code", ["5.4.1", "5.4.4"])
@pytest.mark.parametrize("later", [False, True], ids=["refused at once", "bounced later"])
def test_an_address_without_a_server_is_blocked_after_three_dispatches(
    mail_room: MailRoom, code: str, later: bool
) -> None:
    blocks = []
    for priority in range(1, 4):
        if later:
            mail_room.comes_back(mail_room.mails(priority=priority), code)
        else:
            mail_room.mails(Receipt(Outcome.INVALID_RECIPIENT, code=code), priority=priority)
        blocks.append(mail_room.block)

    assert mail_room.cause == (
        State.UNDELIVERED if later else State.REFUSED,
        f"invalid_recipient {code}",
    )
    assert blocks == [(BlockReason.NONE, ""), (BlockReason.NONE, ""), (BlockReason.BOUNCED, code)]


def test_a_lifted_block_starts_the_count_of_refusals_anew(mail_room: MailRoom) -> None:
    refused = Receipt(Outcome.INVALID_RECIPIENT, code="5.4.1")
    for priority in range(1, 4):
        mail_room.mails(refused, priority=priority)
    mail_room.is_lifted()

    mail_room.mails(refused, priority=4)

    assert mail_room.block == (BlockReason.NONE, "")


def test_a_full_mailbox_counts_however_its_server_calls_it(mail_room: MailRoom) -> None:
    for priority, status in enumerate(["4.2.2", "5.2.1", "4.2.2"], 1):
        mail_room.comes_back(mail_room.mails(priority=priority), status)

    assert mail_room.block[0] is BlockReason.BOUNCED


def test_a_mailbox_that_was_full_months_ago_is_not_blocked(mail_room: MailRoom) -> None:
    for priority in range(1, 3):
        mail_room.comes_back(mail_room.mails(priority=priority), "5.2.1")
    mail_room.days_pass(31)

    mail_room.comes_back(mail_room.mails(priority=3), "5.2.1")

    assert mail_room.block == (BlockReason.NONE, "")


def test_a_lifted_block_starts_the_count_of_bounces_anew(mail_room: MailRoom) -> None:
    for priority in range(1, 4):
        mail_room.comes_back(mail_room.mails(priority=priority), "5.2.2")
    assert mail_room.block[0] is BlockReason.BOUNCED
    mail_room.is_lifted()

    mail_room.comes_back(mail_room.mails(priority=4), "5.2.2")

    assert mail_room.block == (BlockReason.NONE, "")


def test_a_token_that_we_did_not_give_moves_nothing(mail_room: MailRoom) -> None:
    token = mail_room.mails()
    forged = [
        f"{token.partition('-')[0]}-{'0' * 12}",
        f"999999-{'0' * 12}",
        f"{'9' * 18}-{'0' * 12}",
    ]

    taken = [mail_room.comes_back(each, "5.1.1") for each in forged]

    assert [(each.fresh, each.foreign) for each in taken] == [
        (0, frozenset({each})) for each in forged
    ]
    assert mail_room.cause == (State.ACCEPTED, "accepted")
    assert mail_room.block == (BlockReason.NONE, "")


def test_a_complaint_counts_once_and_leaves_the_delivery_as_is(mail_room: MailRoom) -> None:
    complaint = Complaint(mail_room.mails(), "abuse", "1")
    foreign = Complaint(f"9-{'0' * 12}", "abuse", "2")

    with mail_room.room.database.writing() as session:
        now, keys = moment(session), mail_room.room.keys
        first, again, other = (
            take_complaint(session, keys, each, now=now) for each in (complaint, complaint, foreign)
        )
        counted = count_complaints(session, ["smtp"], since=now - timedelta(days=1))

    assert first.departure is not None
    assert first.departure.contact_id == mail_room.contact
    assert (again, other, counted) == (TakenComplaint(True), TakenComplaint(False), 1)
    assert mail_room.cause == (State.ACCEPTED, "accepted")


def test_mails_refused_by_policy_are_counted(mail_room: MailRoom) -> None:
    for number, status in enumerate(["5.7.1", "5.7.26", "5.1.1"]):
        mail_room.comes_back(mail_room.mails(priority=number), status)

    with mail_room.room.database.reading() as session:
        then = moment(session) - timedelta(days=1)
        assert refused_as_unwanted(session, ["smtp"], since=then) == 2
        assert refused_as_unwanted(session, ["another"], since=then) == 0


@pytest.mark.parametrize(
    ("lane", "block", "leaves"),
    [
        (Lane.CODES, BlockReason.BOUNCED, True),
        (Lane.CODES, BlockReason.INVALID, True),
        (Lane.CODES, BlockReason.OPTED_OUT, False),
        (Lane.CODES, BlockReason.ERASED, False),
        (Lane.ROUTINE, BlockReason.BOUNCED, False),
        (Lane.EMERGENCY, BlockReason.INVALID, False),
    ],
)
def test_a_code_is_tried_where_messages_did_not_arrive(
    mail_room: MailRoom, lane: Lane, block: BlockReason, leaves: bool
) -> None:
    mail_room.room.hand_over([mail_room.contact], lane=lane)
    with mail_room.room.database.writing() as session:
        session.execute(update(CONTACTS).values(block=block))
        messages = mail_room.claimed(session, lane)

    assert len(messages) == leaves
