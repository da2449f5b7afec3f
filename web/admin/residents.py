"""The residents: found masked, added, changed, taken off the list. Addresses in clear are the
export's affair alone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field, JsonValue, StringConstraints, TypeAdapter
from sqlmodel import Session

import subscribers
import subscribers.privacy
from runtime import Right
from subscribers.audience import count_groups
from web.admin.bodies import JSON
from web.admin.fields import Done, Form, Number, Shown
from web.admin.guards import Acts, Guarded, Reads
from web.admin.people import NewResident, ResidentChanges
from web.admin.people_shown import FoundShown, ResidentShown
from web.admin.request_context import RequestContext, WriteContext

router = APIRouter(prefix="/v1/residents", tags=["residents"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_RESIDENTS))]
Finder = Annotated[RequestContext, Depends(Reads(Right.READ_RESIDENTS, takes=JSON))]
Clerk = Annotated[WriteContext, Depends(Acts(Right.CHANGE_RESIDENTS))]
Exporter = Annotated[RequestContext, Depends(Reads(Right.EXPORT_RESIDENTS))]
Eraser = Annotated[WriteContext, Depends(Acts(Right.EXPORT_RESIDENTS))]
Wanted = Annotated[
    str,
    Query(
        min_length=1,
        max_length=254,
        description="a whole phone or e-mail address, or part of a name",
        examples=["παραδειγμ"],
    ),
]
Reason = Annotated[
    str, Query(min_length=1, max_length=60, description="why, in a few words; no names")
]
DOCUMENT = TypeAdapter(dict[str, JsonValue])


class FoundList(Shown):
    """Whoever was found, 50 at most."""

    residents: list[FoundShown]


class ResidentGroupShown(Shown):
    """A group that residents are in; its name is found in any case and without accents."""

    name: str = Field(examples=["volunteers"])
    residents: int = Field(description="who have not left", examples=[40])
    reachable: int = Field(description="of these, with a contact that can be used", examples=[38])


class ResidentGroups(Shown):
    """The groups there are."""

    groups: list[ResidentGroupShown]


class Search(Form):
    """Whom to look for: a whole phone or e-mail address, or part of a name."""

    find: Annotated[str, StringConstraints(min_length=1, max_length=254)] = Field(
        examples=["anna@example.gr"]
    )


@router.get("", summary="Find residents")
def find_residents(context: Reader, find_: Annotated[Wanted, Query(alias="find")]) -> FoundList:
    """By a whole address, or by part of a name without regard to accents; shown masked."""
    return _found(context, find_)


@router.post("/find", summary="Find residents, with no address in a URL")
def find_quietly(context: Finder, form: Search) -> FoundList:
    """The same, for programs behind a proxy that writes down what it passes on."""
    return _found(context, form.find)


@router.get("/groups", summary="The groups of residents")
def list_groups(context: Reader) -> ResidentGroups:
    """By name, with how many are in each; an alert, a schedule and a resident name them."""
    with context.reading() as session:
        found = count_groups(session)
    return ResidentGroups(
        groups=[
            ResidentGroupShown(name=each.name, residents=each.residents, reachable=each.reachable)
            for each in found
        ]
    )


@router.post("", summary="Add a resident", status_code=201, response_model=Done)
def add_resident(context: Clerk, form: NewResident) -> Response:
    """Somebody who has agreed to be told."""

    def added(session: Session) -> Done:
        newcomer = form.read(session, context)
        return Done(
            id=subscribers.add_resident(
                session, context.home.keys, newcomer, by=context.by, now=context.now
            )
        )

    return context.act(added, status=201)


@router.get("/{number}", summary="One resident")
def show_resident(context: Reader, number: Number) -> ResidentShown:
    """Everything about them but their addresses, which are masked."""
    with context.reading() as session:
        return ResidentShown.of(subscribers.show_resident(session, context.home.keys, number))


@router.patch("/{number}", summary="Change a resident", response_model=Done)
def change_resident(context: Clerk, number: Number, form: ResidentChanges) -> Response:
    """Only what is named changes."""

    def changed(session: Session) -> Done:
        changes = form.read(session, context)
        subscribers.change_resident(
            session, context.home.keys, number, changes, by=context.by, now=context.now
        )
        return Done(id=number)

    return context.act(changed)


@router.delete("/{number}", summary="Take a resident off the list", response_model=Done)
def remove_resident(context: Clerk, number: Number, reason: Reason) -> Response:
    """Nothing is sent any more; only a later consent brings them back."""

    def removed(session: Session) -> Done:
        subscribers.remove_resident(session, number, reason=reason, by=context.by, now=context.now)
        return Done(id=number)

    return context.act(removed)


@router.get("/{number}/export", summary="All that is kept of a resident")
def export_resident(context: Exporter, number: Number) -> dict[str, JsonValue]:
    """For the resident alone: addresses in clear, consents, and the messages they got. The journal
    notes it."""
    with context.home.database.writing() as session:
        document = subscribers.privacy.export_resident(
            session, context.home.keys, number, by=context.by, now=context.now
        )
    return DOCUMENT.validate_python(document)


@router.post("/{number}/erase", summary="Erase a resident", response_model=Done)
def erase_resident(context: Eraser, number: Number) -> Response:
    """Everything of them goes for good, but a keyed digest by which an import knows whom not to
    bring back."""

    def erased(session: Session) -> Done:
        subscribers.privacy.erase_resident(
            session, context.home.keys, number, by=context.by, now=context.now
        )
        return Done(id=number)

    answer = context.act(erased)
    context.home.database.scrub()
    return answer


def _found(context: RequestContext, wanted: str) -> FoundList:
    with context.reading() as session:
        found = subscribers.find_residents(
            session, context.home.keys, wanted, municipality=context.municipality
        )
    return FoundList(residents=[FoundShown.of(each) for each in found])
