"""An import leaves the writer's lock to messages that are to go out, and pauses for nothing else;
on both databases."""

from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from delivery import Lane, Repeat
from delivery.tables import DISPATCHES
from subscribers.lists.sharing import is_sending

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town


def test_an_import_gives_way_while_messages_are_to_go_out(town: "Town") -> None:
    message = {
        "lane": Lane.ROUTINE,
        "repeat": Repeat.HOLD,
        "priority": 0,
        "topic": 0,
        "languages": {},
        "created_at": town.now,
        "expires_at": town.now,
    }
    nothing_there = is_sending(town.database)
    with town.database.writing() as session:
        session.execute(insert(DISPATCHES).values(message))
    going_out = is_sending(town.database)
    with town.database.writing() as session:
        session.execute(update(DISPATCHES).values(settled_at=town.now))

    assert [nothing_there, going_out, is_sending(town.database)] == [False, True, False]
