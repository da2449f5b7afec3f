"""The missed: whom an alert did not reach, in full, and who was told in person since."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlmodel import Session

from alerts import find_alert
from alerts.reports import (
    MissedRecipient,
    count_told_in_person,
    count_told_since,
    list_missed_people,
    mark_told_in_person,
    summarize_people,
    unmark_told_in_person,
)
from channels import Medium, Trial
from channels.registry import find_trials
from delivery import State
from runtime import Right
from runtime.chains import DEFAULT_LANGUAGE
from web.admin.fields import LARGEST_ID, Form, Number, Shown
from web.admin.guards import Acts, Guarded, Reads
from web.admin.reports import ToldByShown
from web.admin.request_context import RequestContext, WriteContext

router = APIRouter(prefix="/v1/alerts/{number}/missed", tags=["alerts"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_RESIDENTS))]
Patrol = Annotated[WriteContext, Depends(Acts(Right.READ_RESIDENTS, Right.SEND_ALERTS))]

Waiting = Annotated[
    bool,
    Query(description="Those whom a message may reach yet, or may have, in place of the missed."),
]


class TryShown(Shown):
    """One message that did not arrive, and in words why."""

    medium: Medium
    channel: str
    address: str = Field(examples=["+306900000001"])
    state: State
    cause: str = Field(examples=["invalid_recipient 21614"])
    words: str = Field(examples=["the number is no mobile (21614)"])


class MissedShown(Shown):
    """Somebody whom nothing reached, whole name and addresses; `told_at` once they were told in
    person."""

    resident: int
    name: str
    language: str
    needs_help: bool
    landline: str = Field(
        description="to be phoned by hand; empty for none", examples=["+302310000000"]
    )
    zones: list[str] = Field(description="by name; none: the whole municipality")
    tries: list[TryShown]
    told_at: datetime | None
    told_by: str

    @classmethod
    def of(cls, found: MissedRecipient) -> "MissedShown":
        """As the terminal lists them."""
        person = found.person
        return cls(
            resident=person.resident_id,
            name=person.name,
            language=person.language,
            needs_help=person.needs_help,
            landline=person.landline,
            zones=list(person.zones),
            told_at=found.told_at,
            told_by=found.told_by,
            tries=[
                TryShown(
                    medium=each.medium,
                    channel=each.channel,
                    address=each.address,
                    state=each.state,
                    cause=each.cause,
                    words=why,
                )
                for each, why in found.whys()
            ],
        )


class MissedList(Shown):
    """Whoever needs help first, then by zone and name."""

    alert: int
    trial: list[Trial] = Field(
        description="what got it in place of people, who are not listed; empty when all may have got it",
        examples=[[]],
    )
    people: list[MissedShown]
    told_by_correction: list[ToldByShown] = Field(
        description="people who are not listed, since a correction in its place told them",
        examples=[[]],
    )


class ToTickOff(Form):
    """Residents who were told in person, or, with `done` false, were not after all."""

    residents: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(
        min_length=1, max_length=1000, examples=[[9, 12]]
    )
    done: bool = True


class TickedOff(Shown):
    """How many were told of the alert in person by now."""

    alert: int
    told_in_person: int


@router.get("", summary="Whom to phone or visit")
def list_missed(context: Reader, number: Number, waiting: Waiting = False) -> MissedList:
    """The people whom no message reached by any medium, nor a correction in its place, in full, or
    with `waiting` those whom one may reach yet, or may have; the journal notes it."""
    config = context.home.config
    at_present = find_trials(config.routes, config.channels, context.home.path).by_channel
    with context.home.database.writing() as session:
        alert = find_alert(session, str(number))
        found = list_missed_people(
            session,
            context.home.keys,
            alert,
            DEFAULT_LANGUAGE,
            by=context.by,
            now=context.now,
            waiting=waiting,
        )
        session.expunge(alert)
    with context.reading() as session:
        trial = summarize_people(session, alert, at_present).trial
        since = count_told_since(session, alert)
    return MissedList(
        alert=number,
        trial=list(trial),
        people=[MissedShown.of(each) for each in found],
        told_by_correction=[
            ToldByShown(alert=each.alert, people=each.people) for each in since.told
        ],
    )


@router.post("/done", summary="Tick off who was told in person", response_model=TickedOff)
def tick_off_missed(context: Patrol, number: Number, form: ToTickOff) -> Response:
    """The report counts them; repeated, it changes nothing."""

    def ticked(session: Session) -> TickedOff:
        alert = find_alert(session, str(number))
        if form.done:
            mark_told_in_person(
                session, context.home.keys, alert, form.residents, by=context.by, now=context.now
            )
        else:
            unmark_told_in_person(session, alert, form.residents, by=context.by, now=context.now)
        return TickedOff(alert=number, told_in_person=count_told_in_person(session, alert))

    return context.act(ticked)
