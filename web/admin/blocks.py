"""Blocks: contacts that get nothing, opened again by staff."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

import subscribers
from runtime import Right
from subscribers.readings import read_email, read_phone
from web.admin.fields import Form, Number, Shown
from web.admin.guards import Acts, Guarded
from web.admin.request_context import WriteContext

router = APIRouter(prefix="/v1/residents", tags=["residents"], route_class=Guarded)
Clerk = Annotated[WriteContext, Depends(Acts(Right.CHANGE_RESIDENTS))]


class ToUnblock(Form):
    """Which contacts, in full; none means all that are blocked."""

    contacts: list[Annotated[str, StringConstraints(min_length=1, max_length=254)]] = Field(
        [], max_length=20, examples=[["anna@example.gr"]]
    )


class UnblockedContact(Shown):
    """One contact that gets messages again, and what it was blocked for."""

    contact: int
    block: str = Field(examples=["bounced"])
    block_code: str = Field(examples=["5.1.1"])


class Unblocked(Shown):
    """The contacts of a resident that get messages again."""

    resident: int
    unblocked: list[UnblockedContact]


@router.post(
    "/{number}/lift",
    summary="The same as unblock, by its name of before",
    response_model=Unblocked,
    deprecated=True,
)
@router.post(
    "/{number}/unblock", summary="Send to blocked contacts again", response_model=Unblocked
)
def unblock_contacts(context: Clerk, number: Number, form: ToUnblock) -> Response:
    """For a resident who says that the phone or e-mail address works; a bounce that comes later
    blocks it again."""

    def unblocked(session: Session) -> Unblocked:
        addresses = [
            read_email(text) if "@" in text else read_phone(text, context.municipality)
            for text in form.contacts
        ]
        found = subscribers.unblock_contacts(
            session, context.home.keys, number, addresses, by=context.by, now=context.now
        )
        shown = [
            UnblockedContact(contact=each.contact_id, block=each.block, block_code=each.code)
            for each in found
        ]
        return Unblocked(resident=number, unblocked=shown)

    return context.act(unblocked)
