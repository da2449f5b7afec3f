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
from web.public.context import PageContext


def send_codes(context: PageContext, signup: Signup) -> None:
    """Send each contact of a form its code; whoever is known gets a link."""
    _later(
        context,
        "codes",
        lambda session: begin_registration(session, context.home, signup, now=context.now()),
    )


def send_links(context: PageContext, addresses: Sequence[Address], network: str) -> None:
    """Send each of these addresses the link to what is its owner's, if it is registered."""

    def ask(session: Session) -> None:
        for address in addresses:
            send_manage_link(session, context.home, address, network=network, now=context.now())

    _later(context, "links", ask)


def send_link_to(context: PageContext, contact_id: int) -> None:
    """Send a contact the link to what is its owner's."""
    _later(
        context,
        "link",
        lambda session: send_manage_link_to(session, context.home, contact_id, now=context.now()),
    )


def _later(context: PageContext, name: str, work: Callable[[Session], None]) -> None:
    def task() -> None:
        with context.home.database.writing() as session:
            work(session)
        context.ring()

    context.background.run_later(name, task)
