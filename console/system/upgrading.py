"""Which residents an upgrade joins is shown, and on a terminal asked about, before the tables are
brought up to date."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection
from sqlmodel import Session

from console.terminal.output import say
from console.terminal.questions import AskedPerson, ask, can_answer
from delivery.contacts import addresses_of
from runtime import LOCAL_OPERATOR, Exit, Home, Said, UsageProblem, counted, joined, said
from runtime.logs import mask
from runtime.schema import DatabaseEmpty, DatabaseOlder, check_schema, upgrade_schema
from staff import record
from staff.journal import is_unsigned, sign_older_entries
from subscribers.joining import Joining, plan_joining

SHOWN = 10


class NotJoined(UsageProblem):
    """Nothing was changed. Make a backup if there is none, then give the command again."""

    exit = Exit.REFUSED


def upgrade_tables(person: AskedPerson, home: Home, *, yes: bool, dry_run: bool) -> None:
    """Bring the tables up to date, after showing which residents become one; raises NotJoined."""
    plan = _planned(home)
    for line in _lines(home, plan):
        say(line)
    if dry_run:
        return
    if plan.people and not yes and can_answer(person):
        typed = ask(person, said("Type yes to join them"), "--yes")
        if typed.strip().casefold() not in {"yes", "ναι"}:
            raise NotJoined(said("You typed something else than yes."))
    with home.database.reading() as session:
        unsigned = is_unsigned(session.connection())
    upgrade_schema(
        home.database, home.keys, lambda connection: _note(connection, plan, unsigned=unsigned)
    )
    if plan.doubled:
        home.database.scrub()


def _planned(home: Home) -> Joining:
    """Whom the upgrade joins; tables that are up to date know each mailbox once."""
    try:
        check_schema(home.database)
    except DatabaseOlder:
        with home.database.reading() as session:
            return plan_joining(session.connection(), home.keys)
    except DatabaseEmpty:
        pass
    return Joining((), ())


def _lines(home: Home, plan: Joining) -> Iterator[Said]:
    if not plan.people:
        return
    yield counted(
        len(plan.people),
        "{count} person stands in the list more than once, because their e-mail address was spelled in several ways:",
        "{count} people stand in the list more than once, because their e-mail address was spelled in several ways:",
    )
    shown = plan.people[:SHOWN]
    with home.database.reading() as session:
        boxes = addresses_of(session, home.keys, [box for each in shown for box in each.mailboxes])
    for each in shown:
        addresses = ", ".join(mask(boxes[box].value) for box in each.mailboxes if box in boxes)
        numbers = joined(", ", [str(who) for who in (each.kept, *each.gone)])
        words = said(
            "  {addresses}: residents {numbers} become {kept}",
            addresses=addresses,
            numbers=numbers,
            kept=each.kept,
        )
        alone = said(
            "  {addresses}: resident {kept} keeps one of them", addresses=addresses, kept=each.kept
        )
        yield words if each.gone else alone
    if len(plan.people) > SHOWN:
        yield said("  ... and {number:,} more", number=len(plan.people) - SHOWN)
    yield said(
        "The earliest stays, with the zones, topics, contacts and consents of all. Who left by one spelling has left, unless they agreed again since; what blocked one blocks all."
    )


def _note(connection: Connection, plan: Joining, *, unsigned: bool) -> None:
    """Into the journal, in the transaction of the upgrade itself."""
    now = datetime.now(UTC)
    with Session(connection) as session:
        for each in plan.people:
            facts = {"residents": [str(who) for who in each.gone]}
            record(
                session,
                "resident.joined",
                f"resident:{each.kept}",
                facts,
                by=LOCAL_OPERATOR,
                now=now,
            )
        first = sign_older_entries(session, now=now) if unsigned else 0
        session.flush()
    if first:
        say(
            said(
                "From entry {first} on the journal is signed with the key of this home. Whether somebody rewrote what is before it cannot be known; from now on it can: tocsin journal verify",
                first=first,
            )
        )
