"""The last lines of a report: who was not reached, whose names are to be had, and what to type."""

from collections.abc import Iterator

from alerts.reports import AlertReport
from delivery import State
from runtime import counted, said


def people_lines(found: AlertReport) -> Iterator[str]:
    """Whose names are to be had, whom to phone, who was told since, and which contacts get
    nothing."""
    yield from _named(found)
    yield from _told_since(found)
    yield from _afterwards(found)


def _named(found: AlertReport) -> Iterator[str]:
    """Whose names are to be had, and by which command."""
    number = found.alert.id
    if relieved := found.failed - found.missed:
        yield counted(
            found.failed,
            "  of {count} message not reached {relieved} had another in its place",
            "  of {count} messages not reached {relieved} had another in their place",
            relieved=f"{relieved:,}",
        )
    if found.missed:
        yield counted(
            found.missed,
            "  {count} message not reached: tocsin alerts report {number} --missed",
            "  {count} messages not reached: tocsin alerts report {number} --missed",
            number=number,
        )
    if unknown := found.tally.by_state.get(State.UNKNOWN, 0):
        yield counted(
            unknown,
            "  {count} message may have arrived: tocsin alerts report {number} --unknown",
            "  {count} messages may have arrived: tocsin alerts report {number} --unknown",
            number=number,
        )
    if found.tally.doubled:
        yield counted(
            found.tally.doubled,
            "  {count} message may have arrived twice: tocsin alerts report {number} --doubled",
            "  {count} messages may have arrived twice: tocsin alerts report {number} --doubled",
            number=number,
        )


def _told_since(found: AlertReport) -> Iterator[str]:
    """How many of those not reached a correction told."""
    for each in found.told_since.told:
        yield counted(
            each.people,
            "  of those not reached {count} person was told by alert {number}",
            "  of those not reached {count} people were told by alert {number}",
            number=each.alert,
        )
    if awaiting := found.told_since.awaiting:
        yield counted(
            awaiting,
            "  of those not reached {count} person waits for its correction or may have it",
            "  of those not reached {count} people wait for its correction or may have it",
        )


def _afterwards(found: AlertReport) -> Iterator[str]:
    """Whom to phone, who was told so, and which contacts get nothing since."""
    number = found.alert.id
    if found.to_phone:
        people = counted(found.to_phone, "{count} person", "{count} people")
        yield said(
            "  {people} not reached, whom to phone: tocsin alerts missed {number}",
            people=people,
            number=number,
        )
    if found.people.still_open:
        yield said(
            "  who waits or may have it, to be phoned: tocsin alerts missed {number} --waiting",
            number=number,
        )
    if found.told_in_person:
        told = counted(found.told_in_person, "{count} person", "{count} people")
        yield said("  {told} told in person since", told=told)
    if found.blocked:
        contacts = counted(found.blocked, "{count} contact gets", "{count} contacts get")
        command = f"tocsin residents unblock --alert {number}"
        yield said(
            "  {contacts} nothing since, as blocked; open them again: {command}",
            contacts=contacts,
            command=command,
        )
