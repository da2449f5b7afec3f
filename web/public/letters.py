"""Letters: codes and links, sent once the answer has gone."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from delivery.contacts import Address
from subscribers.registration import (
    Signup,
    begin_registration,
    send_manage_link,
    send_manage_link_to,
)
from web.public.door import Door


def send_codes(here: Door, signup: Signup) -> None:
    """Send each contact of a form its code; whoever is known gets a link."""
    _later(
        here,
        "codes",
        lambda session: begin_registration(session, here.home, signup, now=here.now()),
    )


def send_links(here: Door, addresses: Sequence[Address], network: str) -> None:
    """Send each of these addresses the link to what is its owner's, if it is registered."""

    def ask(session: Session) -> None:
        for address in addresses:
            send_manage_link(session, here.home, address, network=network, now=here.now())

    _later(here, "links", ask)


def send_link_to(here: Door, contact_id: int) -> None:
    """Send a contact the link to what is its owner's."""
    _later(
        here,
        "link",
        lambda session: send_manage_link_to(session, here.home, contact_id, now=here.now()),
    )


def _later(here: Door, name: str, work: Callable[[Session], None]) -> None:
    def errand() -> None:
        with here.home.database.writing() as session:
            work(session)
        here.ring()

    here.errands.later(name, errand)
