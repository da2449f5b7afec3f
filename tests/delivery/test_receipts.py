"""What a receipt does: the provider's word counts, in whatever order it comes and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from channels import Outcome, Receipt
from delivery import Lane, Repeat, State
from delivery.receipts.ranks import SECOND_TRY, SLOWED_DOWN
from delivery.status import count_dispatch
from tests.delivery.conftest import PostRoom
from tests.delivery.sent_messages import ACCEPTED, LOST, Changes, SentMessages


@pytest.fixture
def messages(post_room: PostRoom) -> SentMessages:
    return SentMessages.of(post_room)


@pytest.mark.parametrize(
    ("word", "state", "cause"),
    [
        ("sent", State.ACCEPTED, "accepted"),
        ("delivered", State.DELIVERED, "accepted"),
        ("no such phone", State.UNDELIVERED, "invalid_recipient 30005"),
        ("opted out", State.UNDELIVERED, "opted_out 21610"),
        ("filtered", State.UNDELIVERED, "content_rejected 30007"),
        ("too late", State.EXPIRED, "accepted 30036"),
        ("switched off", State.QUEUED, "transient 30003"),
    ],
)
def test_a_receipt_sets_the_state_of_an_accepted_message(
    messages: SentMessages, word: str, state: State, cause: str
) -> None:
    messages.sent().told(word)

    [count] = messages.room.tally(messages.dispatch_id).counts
    assert (count.state, count.cause, count.messages) == (state, cause, 1)


@pytest.mark.parametrize("before", ["sending", "lost", "again"])
@pytest.mark.parametrize(
    ("word", "state"),
    [("sent", State.ACCEPTED), ("delivered", State.DELIVERED), ("filtered", State.UNDELIVERED)],
)
def test_a_message_of_unknown_outcome_is_found_by_its_token(
    post_room: PostRoom, before: str, word: str, state: State
) -> None:
    messages = SentMessages.of(post_room, lane=Lane.EMERGENCY, repeat=Repeat.RESEND)
    messages.leaves(Lane.EMERGENCY)
    if before != "sending":
        messages.ends(LOST)
    if before == "again":
        messages.time_passes(timedelta(seconds=16))
        messages.repeats_unknown()
        assert messages.state is State.QUEUED

    messages.told(word)

    assert messages.state is state
    assert messages.row("provider_id") == "SM1"
    assert messages.row("accepted_at") is not None
    assert messages.leaves(Lane.EMERGENCY) == []


@pytest.mark.parametrize("answer", [ACCEPTED, LOST, Receipt(Outcome.THROTTLED, code="429")])
@pytest.mark.parametrize("word", ["sent", "delivered", "filtered", "switched off", "too late"])
def test_our_own_answer_that_comes_after_a_receipt_changes_nothing(
    messages: SentMessages, answer: Receipt, word: str
) -> None:
    messages.leaves()
    messages.told(word)
    before = [
        messages.row(column) for column in ("state", "outcome", "code", "provider_id", "not_before")
    ]

    messages.ends(answer)

    assert [
        messages.row(column) for column in ("state", "outcome", "code", "provider_id", "not_before")
    ] == before


def test_a_throttled_message_that_went_out_is_not_sent_again(messages: SentMessages) -> None:
    messages.sent(Receipt(Outcome.THROTTLED, code="429"))

    messages.told("sent")

    assert messages.state is State.ACCEPTED


def test_a_thousand_replays_are_one_row(messages: SentMessages) -> None:
    messages.sent()

    new = [messages.told("delivered", "sent") for _ in range(10)] + [
        messages.told(*["delivered"] * 980)
    ]

    assert (sum(new), messages.state) == (2, State.DELIVERED)
    assert sorted(status for status, *_ in messages.receipts()) == ["delivered", "sent"]


def test_receipts_in_reverse_end_the_same(messages: SentMessages) -> None:
    messages.sent()

    for word in ("delivered", "filtered", "sent"):
        messages.told(word)

    assert messages.state is State.DELIVERED
    assert [aside for *_, aside in messages.receipts()] == ["", "", ""]


def test_a_repeated_receipt_in_other_words_moves_no_time(messages: SentMessages) -> None:
    messages.sent()
    before = [messages.row(column) for column in ("moved_at", "accepted_at")]

    messages.told("sent")

    assert [messages.row(column) for column in ("moved_at", "accepted_at")] == before


@pytest.mark.parametrize(
    "state",
    [
        State.QUEUED,
        State.SENDING,
        State.UNKNOWN,
        State.ACCEPTED,
        State.UNDELIVERED,
        State.EXPIRED,
        State.REFUSED,
        State.CANCELLED,
        State.SKIPPED,
    ],
)
def test_a_receipt_of_delivery_wins_over_every_state(messages: SentMessages, state: State) -> None:
    messages.sent().changes(state=state, attempt=2, doubled=True)

    messages.told("delivered", attempt=1)

    assert (messages.state, messages.row("attempt"), messages.row("doubled")) == (
        State.DELIVERED,
        2,
        True,
    )
    assert messages.leaves() == []


@pytest.mark.parametrize("word", ["sent", "switched off", "filtered", "no such phone", "too late"])
def test_a_receipt_of_an_older_attempt_is_kept_aside(messages: SentMessages, word: str) -> None:
    messages.sent().changes(attempt=2)

    messages.told(word, attempt=1)

    assert messages.state is State.ACCEPTED
    assert [(status, aside) for status, _, _, aside in messages.receipts()] == [
        (word, "older attempt")
    ]


def test_a_provider_that_names_no_attempt_means_the_last(messages: SentMessages) -> None:
    messages.sent().changes(attempt=2)

    messages.told("filtered", attempt=0)

    assert messages.state is State.UNDELIVERED


@pytest.mark.parametrize(
    ("changes", "aside"),
    [
        ({"token": ""}, "no token"),
        ({"token": "nonsense"}, "token not ours"),
        ({"token": "1-" + "0" * 12}, "token not ours"),
        ({"token": "1-0"}, "token not ours"),
        ({"token": "999999-" + "0" * 12}, "delivery forgotten"),
        ({"token": "9" * 60 + "-" + "0" * 12}, "token not ours"),
        ({"token": "é"}, "token not ours"),
    ],
)
def test_a_receipt_without_a_message_of_ours_changes_no_state(
    messages: SentMessages, changes: Changes, aside: str
) -> None:
    messages.sent().told_with("delivered", **changes)

    assert messages.state is State.ACCEPTED
    assert [(number, why) for _, _, number, why in messages.receipts()] == [(None, aside)]


def test_another_message_s_token_moves_that_message_alone(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room, 2).sent()

    messages.told(messages.received("delivered", place=1))

    assert [state for state, *_ in post_room.rows(messages.dispatch_id)] == [
        State.ACCEPTED,
        State.DELIVERED,
    ]


def test_a_phone_switched_off_is_retried_ten_minutes_later(messages: SentMessages) -> None:
    began = datetime.now(UTC)
    messages.sent().settles()
    assert messages.dispatch("settled_at") is not None

    messages.told("switched off")

    assert messages.row("not_before") - began >= SECOND_TRY - timedelta(seconds=1)
    assert (messages.state, messages.dispatch("settled_at"), messages.row("accepted_at")) == (
        State.QUEUED,
        None,
        None,
    )
    assert messages.leaves() == []
    messages.time_passes(SECOND_TRY)
    assert [each.attempt for each in messages.leaves()] == [2]


@pytest.mark.parametrize(
    ("left", "state"),
    [(timedelta(minutes=29), State.UNDELIVERED), (timedelta(minutes=32), State.QUEUED)],
)
def test_a_suspected_fraud_is_retried_after_half_an_hour(
    messages: SentMessages, left: timedelta, state: State
) -> None:
    began = datetime.now(UTC)
    messages.sent().changes_dispatch(expires_at=began + left)

    messages.told_with("switched off", outcome=Outcome.THROTTLED, code="30450")

    assert messages.state is state
    if state is State.QUEUED:
        assert messages.row("not_before") - began >= SLOWED_DOWN - timedelta(seconds=1)


def test_a_phone_switched_off_at_the_retry_is_not_reached(messages: SentMessages) -> None:
    messages.sent().told("switched off")
    messages.time_passes(SECOND_TRY)
    messages.leaves()
    messages.ends(Receipt(Outcome.ACCEPTED, provider_id="SM2"), attempt=2)

    messages.told(messages.received("switched off", 2, sid="SM2"))

    assert (messages.state, messages.row("code"), messages.row("attempt")) == (
        State.UNDELIVERED,
        "30003",
        2,
    )


def test_a_fault_on_our_side_leaves_the_retry_unused(messages: SentMessages) -> None:
    messages.sent(Receipt(Outcome.TRANSIENT, code="ClientError"))
    messages.time_passes(timedelta(seconds=6))
    messages.leaves()
    messages.ends(attempt=2)

    messages.told("switched off", attempt=2)

    assert messages.state is State.QUEUED


@pytest.mark.parametrize("end", ["stopped", "expires soon", "a code"])
def test_an_expired_or_stopped_message_is_not_retried(post_room: PostRoom, end: str) -> None:
    lane = Lane.CODES if end == "a code" else Lane.ROUTINE
    messages = SentMessages.of(post_room, lane=lane)
    messages.leaves(lane)
    messages.ends()
    if end == "stopped":
        messages.changes_dispatch(stopped_at=datetime.now(UTC))
    if end == "expires soon":
        messages.changes_dispatch(expires_at=datetime.now(UTC) + SECOND_TRY - timedelta(seconds=5))

    messages.told("switched off")

    assert messages.state is State.UNDELIVERED


@pytest.mark.parametrize(
    ("word", "block"),
    [
        ("no such phone", ("invalid", "30005")),
        ("opted out", ("opted_out", "21610")),
        ("switched off", ("", "")),
        ("filtered", ("", "")),
        ("delivered", ("", "")),
    ],
)
def test_an_address_that_never_works_is_written_to_no_more(
    messages: SentMessages, word: str, block: tuple[str, str]
) -> None:
    messages.sent().told(word)

    assert messages.block() == block


def test_a_block_keeps_its_reason_when_the_provider_refuses(messages: SentMessages) -> None:
    messages.sent(Receipt(Outcome.OPTED_OUT, code="21610"))

    assert messages.block() == ("opted_out", "21610")


def test_a_tally_shows_what_the_receipts_said(post_room: PostRoom) -> None:
    messages = SentMessages.of(post_room, 4).sent()

    messages.told(
        *(
            messages.received(word, place=place, sid=f"SM{place}")
            for place, word in enumerate(("delivered", "sent", "filtered"))
        )
    )

    with post_room.database.reading() as session:
        counted = count_dispatch(session, messages.dispatch_id)
    assert counted.by_state == {State.DELIVERED: 1, State.ACCEPTED: 2, State.UNDELIVERED: 1}
    assert counted.open == 0


def test_processes_with_receipts_in_opposite_order_do_not_deadlock(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room, 40).sent()
    events = [
        messages.received(word, place=place, sid=f"SM{place}")
        for place in range(40)
        for word in ("no such phone", "delivered")
    ]

    with ThreadPoolExecutor(4) as processes:
        told = [
            processes.submit(messages.told, *order)
            for order in (events, events[::-1], events[::2], events[1::2][::-1])
        ]
        new = sum(each.result() for each in told)

    assert new == len(events)
    assert post_room.states(messages.dispatch_id) == {State.DELIVERED: 40}


def test_a_reopened_dispatch_is_settled_again(messages: SentMessages) -> None:
    messages.sent().settles()
    messages.told("switched off")
    messages.settles()
    assert messages.dispatch("settled_at") is None

    messages.told("delivered")
    messages.settles()

    assert (messages.state, messages.dispatch("settled_at") is None) == (State.DELIVERED, False)
