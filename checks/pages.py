"""The pages, the receipts and the bounces: what comes back from outside."""

from collections.abc import Iterator
from datetime import timedelta

from yarl import URL

from channels import Medium
from channels.registry import open_contained
from checks.results import CheckResult, ok, warn
from checks.situation import Situation
from delivery.receipts import count_complaints, refused_as_unwanted
from runtime import counted, said
from runtime.home import UNREAD_BOUNCES

LOOKED_BACK = timedelta(days=7)
LONGEST_HOST = 27  # so that a link in a mail stays within 60 characters


def check_pages(at: Situation) -> Iterator[CheckResult]:
    """Whether the residents' pages have an address, short enough for the links in mails."""
    host = at.home.config.public_base_url.partition("://")[2]
    if not host:
        yield warn(
            said("no pages: mails have no link to leave by"),
            said("Set public_base_url; docs/going-live.md, step 8."),
        )
    elif len(host) > LONGEST_HOST:
        yield warn(
            said(
                "the host of the pages has {number} characters: links may break", number=len(host)
            ),
            said("Choose one of 27 at most."),
        )
    else:
        yield ok(said("pages: {url}", url=at.home.config.public_base_url))


def check_receipts(at: Situation) -> Iterator[CheckResult]:
    """Whether each provider that could tell what became of messages is asked to, at the address of
    the pages."""
    base, sections = at.home.config.public_base_url.rstrip("/"), at.home.config.channels
    for name in dict.fromkeys(name for names in at.home.config.routes.values() for name in names):
        told = at.settings_of(name)
        if not open_contained(name, sections, at.home.path).takes_callbacks:
            continue
        if not told.tells:
            yield warn(
                said(
                    "'{name}' is not asked what became of messages: nobody learns who was not reached",
                    name=name,
                ),
                said("Set status_callback_base; docs/going-live.md, step 5."),
            )
        elif URL(told.tells_at.rpartition("/callbacks/")[0]) != URL(base):
            yield warn(
                said(
                    "'{name}' tells what became of messages at another address than the pages'",
                    name=name,
                ),
                said(
                    "Set status_callback_base to public_base_url, unless your proxy passes it on to the pages."
                ),
            )
        else:
            yield ok(
                said(
                    "'{name}' tells what became of messages at {url}", name=name, url=told.tells_at
                )
            )


def check_bounces(at: Situation) -> Iterator[CheckResult]:
    """Whether mail servers refuse us as unwanted, recipients complain, and bounces lie unread."""
    mails, since = at.home.config.routes.get(Medium.EMAIL, ()), at.now - LOOKED_BACK
    with at.home.database.reading() as session:
        refused = refused_as_unwanted(session, mails, since=since)
        reported = count_complaints(session, mails, since=since)
    yield from [*_unwanted(refused, reported), *_unread(at)] or [
        ok(said("no mail was refused or reported as unwanted, and no bounce lies unread"))
    ]


def _unwanted(refused: int, reported: int) -> Iterator[CheckResult]:
    if refused:
        yield warn(
            counted(
                refused,
                "{count} mail of the last 7 days was refused by policy (5.7.x): no address is to blame",
                "{count} mails of the last 7 days were refused by policy (5.7.x): no address is to blame",
            ),
            said("Check SPF, DKIM and DMARC of the sender; docs/going-live.md, step 7."),
        )
    if reported:
        yield warn(
            counted(
                reported,
                "{count} mail of the last 7 days was reported as unwanted by its recipient",
                "{count} mails of the last 7 days were reported as unwanted by their recipients",
            ),
            said(
                "`tocsin journal show` names the residents. Above 3 in 1,000 mail providers stop taking our mails."
            ),
        )


def _unread(at: Situation) -> Iterator[CheckResult]:
    unread = sum(1 for _ in (at.home.path / UNREAD_BOUNCES).glob("*.eml"))
    if unread:
        yield warn(
            counted(
                unread,
                "{count} message in {folder} could not be read as a bounce",
                "{count} messages in {folder} could not be read as bounces",
                folder=UNREAD_BOUNCES,
            ),
            said("Look through them and delete them: they hold addresses."),
        )
