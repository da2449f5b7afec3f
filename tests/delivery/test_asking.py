"""Whoever tells nothing is asked, once, a few at a time, and never in anybody's way."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from channels import Event, Fate, Outcome, Unavailable
from delivery.asking import ROUND, Asker
from delivery.states import State
from delivery.tables import DELIVERIES
from tests.delivery.receipt_desk import Desk

DELIVERED = Event("SM1", "delivered", Fate.DELIVERED)
Answer = Event | None | Exception


class Provider:
    """One that can be asked."""

    def __init__(self, answers: Mapping[str, Answer] | None = None, otherwise: Answer = DELIVERED) -> None:
        self.answers = answers or {}
        self.otherwise = otherwise
        self.asked: list[str] = []

    async def ask(self, provider_id: str) -> Event | None:
        self.asked.append(provider_id)
        answer = self.answers.get(provider_id, self.otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def asks(post_room) -> Callable[..., Asker]:
    """`asks(provider)`: an asker for whom it is time."""

    def made(provider: Provider, *, wait_seconds: float = 0.0, stop: asyncio.Event | None = None) -> Asker:
        waiting = stop or asyncio.Event()
        return Asker(
            post_room.database, post_room.keys, {"memory": provider}, waiting, wait_seconds=wait_seconds
        )

    return made


def silent(desk: Desk, *, minutes: float = 16) -> Desk:
    desk.sent().changes(accepted_at=datetime.now(UTC) - timedelta(minutes=minutes))
    return desk


@pytest.mark.parametrize(
    ("answer", "state"),
    [(DELIVERED, State.DELIVERED), (Event("SM1", "sent", Fate.ACCEPTED), State.ACCEPTED), (None, State.ACCEPTED),
     (Event("SM1", "undelivered", Fate.UNDELIVERED, Outcome.INVALID_RECIPIENT, "30005"), State.UNDELIVERED)],
)  # fmt: skip
async def test_what_is_answered_counts_like_a_receipt_and_nobody_is_asked_twice(
    post_room, asks, answer, state
):
    desk = silent(Desk.of(post_room))
    provider = Provider(otherwise=answer)

    await asks(provider).ask()
    await asks(provider).ask()

    assert (desk.state, provider.asked) == (state, ["SM1"])
    assert desk.row("asked_at") is not None
    assert [(aside, number) for _, _, number, aside in desk.receipts()] == [("", desk.ids[0])] * (
        answer is not None
    )


@pytest.mark.parametrize("minutes", [14, 36 * 60 + 1])
async def test_only_what_is_silent_for_a_while_and_not_for_days_is_asked_after(post_room, asks, minutes):
    silent(Desk.of(post_room), minutes=minutes)
    provider = Provider()

    await asks(provider).ask()

    assert provider.asked == []


@pytest.mark.parametrize("change", [{"state": State.DELIVERED}, {"channel": "other"}, {"provider_id": ""}, {"state": State.UNDELIVERED}])  # fmt: skip
async def test_what_is_known_or_cannot_be_asked_is_left_alone(post_room, asks, change):
    silent(Desk.of(post_room)).changes(**change)
    provider = Provider()

    await asks(provider).ask()

    assert provider.asked == []


async def test_dispatches_of_long_ago_are_not_searched(post_room, asks):
    silent(Desk.of(post_room)).changes_dispatch(created_at=datetime.now(UTC) - timedelta(hours=37))
    provider = Provider()

    await asks(provider).ask()

    assert provider.asked == []


async def test_fifty_are_asked_after_at_a_time_and_not_again_at_once(post_room, asks):
    silent(Desk.of(post_room, ROUND + 10))
    provider = Provider()
    asker = asks(provider)

    await asker.ask()
    await asker.ask()
    assert len(provider.asked) == ROUND

    await asks(provider).ask()
    assert len(provider.asked) == ROUND + 10


async def test_whoever_has_just_begun_to_work_asks_later(post_room, asks):
    silent(Desk.of(post_room))
    provider = Provider()

    await asks(provider, wait_seconds=60).ask()

    assert provider.asked == []


async def test_a_provider_that_does_not_answer_is_asked_another_time_for_the_rest(post_room, asks):
    desk = silent(Desk.of(post_room, 3))
    provider = Provider(otherwise=Unavailable("TimeoutError"))

    await asks(provider).ask()
    assert (len(provider.asked), desk.row("asked_at")) == (1, None)

    await asks(Provider()).ask()
    assert desk.state is State.DELIVERED


async def test_a_worker_that_stops_asks_no_more(post_room, asks):
    silent(Desk.of(post_room))
    provider, stop = Provider(), asyncio.Event()
    stop.set()

    await asks(provider, stop=stop).ask()

    assert provider.asked == []


@pytest.mark.parametrize("answer", [Unavailable("503"), KeyError("an adapter's bug")])
async def test_one_question_that_finds_no_answer_holds_up_no_other(post_room, asks, answer):
    desk = silent(Desk.of(post_room, 2))
    with post_room.database.writing() as session:
        other = update(DELIVERIES).where(DELIVERIES.c.id == desk.ids[1])
        session.execute(other.values(provider_id="SM2"))
    provider = Provider({"SM1": answer})
    asker = asks(provider)

    await asker.ask()
    asker._next_at = 0.0
    await asker.ask()

    assert provider.asked == ["SM1", "SM2"]
