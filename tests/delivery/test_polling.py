"""Whoever tells nothing is asked again and again, many at once within a rate, and never in
anybody's way."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import update

from channels import Event, Fate, Outcome, Unavailable
from channels.registry import Contained
from delivery.receipts.polling import AT_ONCE, AT_ONCE_SECONDS, Poller
from delivery.states import State
from delivery.tables import DELIVERIES
from tests.delivery.conftest import PostRoom
from tests.delivery.sent_messages import SentMessages

DELIVERED = Event("SM1", "delivered", Fate.DELIVERED)
Answer = Event | None | Exception


class Provider:
    """One that can be asked."""

    def __init__(
        self, answers: Mapping[str, Answer] | None = None, otherwise: Answer = DELIVERED
    ) -> None:
        self.answers = answers or {}
        self.otherwise = otherwise
        self.asked: list[str] = []

    async def ask(self, provider_id: str) -> Event | None:
        self.asked.append(provider_id)
        answer = self.answers.get(provider_id, self.otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Crowded(Provider):
    """One that counts how many ask at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = self.most = 0

    async def ask(self, provider_id: str) -> Event | None:
        self.asking += 1
        self.most = max(self.most, self.asking)
        await asyncio.sleep(0)
        self.asking -= 1
        return await super().ask(provider_id)


@pytest.fixture
def asks(post_room: PostRoom) -> Callable[..., Poller]:
    """`asks(provider)`: a poller for which it is time."""

    def made(
        provider: Provider, *, wait_seconds: float = 0.0, stop: asyncio.Event | None = None
    ) -> Poller:
        waiting = stop or asyncio.Event()
        return Poller(
            post_room.database,
            post_room.keys,
            {"memory": Contained("memory", provider)},  # type: ignore[arg-type]
            waiting,
            wait_seconds=wait_seconds,
        )

    return made


def silent(messages: SentMessages, *, minutes: float = 16) -> SentMessages:
    messages.sent().changes(accepted_at=datetime.now(UTC) - timedelta(minutes=minutes))
    return messages


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (DELIVERED, State.DELIVERED),
        (Event("SM1", "sent", Fate.ACCEPTED), State.ACCEPTED),
        (None, State.ACCEPTED),
        (
            Event("SM1", "undelivered", Fate.UNDELIVERED, Outcome.INVALID_RECIPIENT, "30005"),
            State.UNDELIVERED,
        ),
    ],
)
async def test_an_answer_counts_like_a_receipt_and_ends_the_questions(
    post_room: PostRoom,
    asks: Callable[..., Poller],
    answer: Event | None,
    state: State,
) -> None:
    messages = silent(SentMessages.of(post_room))
    provider = Provider(otherwise=answer)

    await asks(provider).ask()
    await asks(provider).ask()

    assert (messages.state, provider.asked) == (state, ["SM1"])
    assert messages.row("asked") == 1
    assert [(aside, number) for _, _, number, aside in messages.receipts()] == [
        ("", messages.ids[0])
    ] * (answer is not None)


@pytest.mark.parametrize("minutes", [7, 36 * 60 + 1])
async def test_only_messages_silent_for_minutes_to_days_are_asked_after(
    post_room: PostRoom, asks: Callable[..., Poller], minutes: int
) -> None:
    silent(SentMessages.of(post_room), minutes=minutes)
    provider = Provider()

    await asks(provider).ask()

    assert provider.asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DELIVERED},
        {"channel": "other"},
        {"provider_id": ""},
        {"state": State.UNDELIVERED},
    ],
)
async def test_a_message_with_a_known_outcome_is_not_asked_after(
    post_room: PostRoom, asks: Callable[..., Poller], change: dict[str, State | str]
) -> None:
    silent(SentMessages.of(post_room)).changes(**change)
    provider = Provider()

    await asks(provider).ask()

    assert provider.asked == []


async def test_dispatches_of_long_ago_are_not_searched(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    silent(SentMessages.of(post_room)).changes_dispatch(
        created_at=datetime.now(UTC) - timedelta(hours=37)
    )
    provider = Provider()

    await asks(provider).ask()

    assert provider.asked == []


@pytest.mark.parametrize(
    ("expires", "times"),
    [
        (timedelta(hours=12), [9, 62, 242, 722]),
        (timedelta(hours=2), [9, 62, 122, 242]),
        (timedelta(minutes=5), [9, 62, 242]),
    ],
)
async def test_a_silent_message_is_asked_after_at_growing_intervals(
    post_room: PostRoom,
    asks: Callable[..., Poller],
    expires: timedelta,
    times: list[int],
) -> None:
    messages = SentMessages.of(post_room).sent()
    provider = Provider(otherwise=Event("SM1", "sent", Fate.ACCEPTED))

    asked: list[int] = []
    for minutes in (7, 9, 30, 58, 62, 63, 118, 122, 180, 238, 242, 243, 718, 722, 800):
        was = datetime.now(UTC) - timedelta(minutes=minutes)
        messages.changes(accepted_at=was)
        messages.changes_dispatch(expires_at=was + expires)
        await asks(provider).ask()
        asked += [minutes] * (len(provider.asked) - len(asked))

    assert asked == times


async def test_several_missed_questions_are_asked_as_a_single_question(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    messages = silent(SentMessages.of(post_room), minutes=300)
    provider = Provider(otherwise=None)

    await asks(provider).ask()
    await asks(provider).ask()

    assert (len(provider.asked), messages.row("asked")) == (1, 3)


async def test_a_later_attempt_is_asked_after_anew(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    messages = silent(SentMessages.of(post_room), minutes=300)
    await asks(Provider(otherwise=None)).ask()
    messages.changes(state=State.QUEUED)

    messages.sent()

    assert messages.row("asked") == 0


async def test_many_messages_are_asked_after_and_none_twice(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    silent(SentMessages.of(post_room, 2 * AT_ONCE + 3))
    provider = Crowded()
    poller = asks(provider)

    await poller.ask()
    await poller.ask()

    assert len(provider.asked) == 2 * AT_ONCE + 3
    assert provider.most == AT_ONCE


async def test_a_pause_parts_one_group_from_the_next(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    silent(SentMessages.of(post_room, 2 * AT_ONCE))
    began = monotonic()

    await asks(Provider()).ask()

    assert monotonic() - began >= AT_ONCE_SECONDS


async def test_a_worker_that_has_just_started_asks_later(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    silent(SentMessages.of(post_room))
    provider = Provider()

    await asks(provider, wait_seconds=60).ask()

    assert provider.asked == []


async def test_a_provider_that_does_not_answer_is_asked_again_later(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    messages = silent(SentMessages.of(post_room, 3))
    provider = Provider(otherwise=Unavailable("TimeoutError"))

    await asks(provider).ask()
    assert (len(provider.asked), messages.row("asked")) == (3, 0)

    await asks(Provider()).ask()
    assert messages.state is State.DELIVERED


async def test_a_worker_that_stops_asks_no_more(
    post_room: PostRoom, asks: Callable[..., Poller]
) -> None:
    silent(SentMessages.of(post_room))
    provider, stop = Provider(), asyncio.Event()
    stop.set()

    await asks(provider, stop=stop).ask()

    assert provider.asked == []


@pytest.mark.parametrize("answer", [Unavailable("503"), KeyError("an adapter's bug")])
async def test_a_question_without_an_answer_holds_up_no_other(
    post_room: PostRoom, asks: Callable[..., Poller], answer: Exception
) -> None:
    messages = silent(SentMessages.of(post_room, AT_ONCE + 1))
    with post_room.database.writing() as session:
        for number in messages.ids:
            theirs = update(DELIVERIES).where(DELIVERIES.c.id == number)
            session.execute(theirs.values(provider_id=f"SM{number}"))
    provider = Provider({f"SM{messages.ids[0]}": answer}, otherwise=None)
    poller = asks(provider)

    await poller.ask()
    poller._next_at = 0.0
    await poller.ask()

    assert provider.asked == [f"SM{number}" for number in messages.ids]
