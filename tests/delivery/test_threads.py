"""A mail that corrects follows the mails about the same alert that the same person got."""

from datetime import timedelta

from sqlalchemy import select, update
from sqlmodel import col

from channels import Medium
from delivery import (
    Lane,
    Parcel,
    Repeat,
    State,
    add_recipients,
    prepare_dispatch,
    select_recipients,
)
from delivery.contacts import Address, keep_contacts
from delivery.links import delivery_token
from delivery.sending.threads import threads_of
from delivery.tables import DELIVERIES, Dispatch
from runtime import moment
from tests.delivery.conftest import WORDS, PostRoom


def mails(room: PostRoom, contacts: list[int], follows: int | None = None, *reached: int) -> int:
    """A dispatch by mail to all of these, which reached some."""
    with room.database.writing() as session:
        now = moment(session)
        parcel = Parcel(Lane.ROUTINE, Repeat.HOLD, now + timedelta(hours=1), WORDS, follows=follows)
        dispatch_id = prepare_dispatch(session, parcel, now=now)
        add_recipients(session, dispatch_id, select_recipients(contacts, language="el"))
        mine = (DELIVERIES.c.dispatch_id == dispatch_id, DELIVERIES.c.contact_id.in_(reached))
        session.execute(update(DELIVERIES).where(*mine).values(state=State.ACCEPTED, attempt=1))
    return dispatch_id


def token(room: PostRoom, dispatch_id: int, contact: int) -> str:
    mine = (DELIVERIES.c.dispatch_id == dispatch_id, DELIVERIES.c.contact_id == contact)
    with room.database.reading() as session:
        delivery_id = session.scalars(select(DELIVERIES.c.id).where(*mine)).one()
    return delivery_token(dispatch_id, delivery_id, room.keys)


async def test_a_mail_refers_to_earlier_mails_to_the_same_person(
    post_room: PostRoom,
) -> None:
    addresses = [Address(Medium.EMAIL, f"{name}@example.gr") for name in ("ana", "ben", "eva")]
    with post_room.database.writing() as session:
        both, second_only, none = keep_contacts(session, post_room.keys, addresses).values()
    people = [both, second_only, none]
    first = mails(post_room, people, None, both)
    second = mails(post_room, people, first, both, second_only)
    third = mails(post_room, people, second)

    with post_room.database.reading() as session:
        dispatch = session.scalars(select(Dispatch).where(col(Dispatch.id) == third)).one()
        threads = threads_of(session, dispatch, people, post_room.keys)

    assert threads == {
        both: (token(post_room, first, both), token(post_room, second, both)),
        second_only: (token(post_room, second, second_only),),
    }
