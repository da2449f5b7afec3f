"""Oversight: what an office should have arranged for the hours when nobody watches, for `tocsin doctor`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from alerts import list_schedules, next_due
from channels import Medium, TakesCallbacks, adapter, settings
from console.aside import FOLDER
from console.findings import OK, WARN, Line
from delivery import refused_as_unwanted
from runtime import Home, Right
from staff import members, rights_of

OVERDUE = timedelta(minutes=5)
LOOKED_BACK = timedelta(days=7)
LONGEST_HOST = 27  # so that a link in a mail stays within 60 characters
URGENT = {"Extreme", "Severe"}


def oversee(home: Home) -> Iterator[Line]:
    """The schedules, the second person, the staff who are told, the pages, the receipts, and what mail servers said."""
    yield from _schedules(home)
    yield from _second_person(home)
    yield from _pages(home)
    yield from _receipts(home)
    yield from _bounces(home)


def _schedules(home: Home) -> Iterator[Line]:
    with home.database.reading() as session:
        number, due = len(list_schedules(session)), next_due(session)
    if due is not None and datetime.now(UTC) - due > OVERDUE:
        when = home.config.municipality.local(due)
        yield Line(
            WARN,
            f"a schedule was due {when:%d/%m %H:%M} and nobody looked",
            "tocsin serve, or tocsin schedules run-due",
        )
    told = home.config.staff_notice
    if number and not (told.phones or told.emails):
        yield Line(
            WARN,
            f"{number} schedules, and nobody is told when one is held",
            "Write phones or emails under [staff_notice].",
        )


def _second_person(home: Home) -> Iterator[Line]:
    with home.database.reading() as session:
        able = [
            each
            for each in members(session)
            if each.left_at is None and Right.APPROVE_ALERTS in rights_of(each.role)
        ]
    asked = set(home.config.approval.severities)
    if asked and len(able) < 2:
        yield Line(
            WARN,
            "a second person is asked for, and there is only one approver",
            "tocsin staff add NAME --role approver",
        )
    elif len(able) > 1 and not asked & URGENT:
        yield Line(
            WARN,
            "one person alone can send a severe alert",
            'severities = ["Extreme", "Severe"] under [approval]',
        )


def _pages(home: Home) -> Iterator[Line]:
    host = home.config.public_base_url.partition("://")[2]
    if not host:
        yield Line(
            WARN,
            "no pages: mails have no link to leave by",
            "Set public_base_url; docs/going-live.md, step 8.",
        )
    elif len(host) > LONGEST_HOST:
        yield Line(
            WARN,
            f"the host of the pages has {len(host)} characters: links may break",
            "Choose one of 27 at most.",
        )
    else:
        yield Line(OK, f"pages: {home.config.public_base_url}")


def _receipts(home: Home) -> Iterator[Line]:
    """Whether each provider that could tell what became of messages is asked to, at the address of the pages."""
    base, sections = home.config.public_base_url.rstrip("/"), home.config.channels
    for name in dict.fromkeys(name for names in home.config.routes.values() for name in names):
        if not issubclass(adapter(name, sections), TakesCallbacks):
            continue
        told = settings(name, sections, home.path)
        if not told.tells:
            yield Line(
                WARN,
                f"'{name}' is not asked what became of messages: nobody learns who was not reached",
                "Set status_callback_base; docs/going-live.md, step 5.",
            )
        elif told.tells_at.rpartition("/callbacks/")[0] != base:
            yield Line(
                WARN,
                f"'{name}' tells what became of messages at another address than the pages'",
                "Set status_callback_base to public_base_url, unless your proxy passes it on to the pages.",
            )
        else:
            yield Line(OK, f"'{name}' tells what became of messages at {told.tells_at}")


def _bounces(home: Home) -> Iterator[Line]:
    mails = home.config.routes.get(Medium.EMAIL, ())
    with home.database.reading() as session:
        unwanted = refused_as_unwanted(session, mails, since=datetime.now(UTC) - LOOKED_BACK)
    if unwanted:
        yield Line(
            WARN,
            f"{unwanted:,} mails of the last 7 days were refused by policy (5.7.x): no address is to blame",
            "Check SPF, DKIM and DMARC of the sender; docs/going-live.md, step 7.",
        )
    aside = sum(1 for _ in (home.path / FOLDER).glob("*.eml"))
    if aside:
        yield Line(
            WARN,
            f"{aside:,} messages in {FOLDER} could not be read as bounces",
            "Look through them and delete them: they hold addresses.",
        )
