"""However receipts are shuffled, repeated and split, and whenever our own answer comes between: the
end is the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, count, permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels import Event, Medium, Outcome, Receipt
from delivery.receipts.events import ReceivedEvent
from delivery.receipts.ranks import DeliveryRow, moved
from delivery.states import State
from tests.delivery.conftest import PostRoom
from tests.delivery.sent_messages import ACCEPTED, LOST, WORDS, SentMessages
from tests.made_up import examples

numbers = count()
ANSWERS = (ACCEPTED, LOST, Receipt(Outcome.THROTTLED, code="429"))
TOLD = st.sets(
    st.tuples(st.sampled_from(sorted(WORDS)), st.sampled_from((1, 2))), min_size=1, max_size=5
)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=TOLD, answer=st.sampled_from(ANSWERS), data=st.data())
def test_any_order_of_receipts_ends_in_the_same_state(
    post_room: PostRoom, told: set[tuple[str, int]], answer: Receipt, data: st.DataObject
) -> None:
    plain, shuffled = on_its_second_attempt(post_room), on_its_second_attempt(post_room)
    events = [*sorted(told), None]
    order = data.draw(st.permutations(events)) + data.draw(
        st.lists(st.sampled_from(events), max_size=4)
    )

    for each in events:
        comes(plain, each, answer)
    for each in order:
        comes(shuffled, each, answer)

    assert ending(shuffled) == ending(plain)
    assert ending(plain)[0] is expected(
        {word for word, attempt in told if attempt == 2}, told, answer
    )


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told=TOLD, data=st.data())
def test_receipts_stored_together_end_like_receipts_stored_singly(
    post_room: PostRoom, told: set[tuple[str, int]], data: st.DataObject
) -> None:
    one_by_one, together = on_its_second_attempt(post_room), on_its_second_attempt(post_room)
    order = data.draw(st.permutations(sorted(told)))

    for each in order:
        comes(one_by_one, each, ACCEPTED)
    together.told(*(received(together, each) for each in (*order, *order)))

    assert ending(together) == ending(one_by_one)


def test_every_three_receipts_end_the_same_in_every_order() -> None:
    events = [
        Event(f"SM{attempt}", word, fate, outcome, code, "token", attempt)
        for word, (fate, outcome, code) in WORDS.items()
        for attempt in (1, 2)
    ]

    for three in combinations(events, 3):
        mine = {event.status for event in three if event.attempt == 2}
        told = {(event.status, event.attempt) for event in three}
        assert {after(order) for order in permutations(three)} == {expected(mine, told, LOST)}


def after(events: tuple[Event, ...]) -> State:
    """How a message stands whose second attempt was lost, once these were told of it."""
    now = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    until = now + timedelta(hours=1)
    delivery = DeliveryRow(
        1,
        1,
        1,
        Medium.SMS,
        State.UNKNOWN,
        2,
        Outcome.UNKNOWN,
        "timeout",
        "",
        None,
        now,
        None,
        until,
    )
    for event in events:
        delivery = moved(delivery, event, at=now, now=now)
        assert delivery == moved(delivery, replace(event), at=now, now=now)
    return delivery.state


def on_its_second_attempt(room: PostRoom) -> SentMessages:
    with_own_contact = room.contacts(1, first=next(numbers))
    messages = SentMessages.to(room, with_own_contact)
    messages.changes(state=State.SENDING, attempt=2)
    return messages


def comes(messages: SentMessages, each: tuple[str, int] | None, answer: Receipt) -> None:
    """A receipt, or our own answer."""
    if each is None:
        messages.ends(answer, attempt=2)
        return
    messages.told(received(messages, each))


def received(messages: SentMessages, each: tuple[str, int]) -> ReceivedEvent:
    word, attempt = each
    return messages.received(word, attempt, sid=f"SM{messages.ids[0]}of{attempt}")


def ending(messages: SentMessages) -> tuple[object, ...]:
    return (
        messages.state,
        messages.row("attempt"),
        messages.row("doubled"),
        bool(messages.block()[0]),
    )


def expected(mine: set[str], told: set[tuple[str, int]], answer: Receipt) -> State:
    """The end by the rules as a person would say them."""
    if ("delivered", 1) in told or "delivered" in mine:
        return State.DELIVERED
    if mine & {"no such phone", "opted out", "filtered"}:
        return State.UNDELIVERED
    if "too late" in mine:
        return State.EXPIRED
    if "switched off" in mine:
        return State.QUEUED
    if "sent" in mine:
        return State.ACCEPTED
    return {Outcome.ACCEPTED: State.ACCEPTED, Outcome.UNKNOWN: State.UNKNOWN}.get(
        answer.outcome, State.QUEUED
    )
