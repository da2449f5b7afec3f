"""A resident sees which contact gets nothing, why, and what to do; nobody else learns of it."""

import pytest
from sqlalchemy import text

from templates import Topic
from tests.web_public.conftest import LATER, MAILBOX, PHONE, Pages
from tests.web_public.test_public_sameness import HANDLE

NEW = "new@town.example.gr"
WORDS = {
    ("bounced", "el"): "Το e-mail αυτό δεν δέχεται τα μηνύματά μας",
    ("bounced", "en"): "This e-mail address does not accept our messages",
    ("opted_out", "el"): "ζητήθηκε από αυτή να σταματήσουν",
    ("opted_out", "en"): "our messages were stopped from it",
}


def blocks(pages: Pages, contact: int, block: str = "bounced") -> None:
    with pages.home.database.writing() as session:
        stopped = "UPDATE contact SET block = :block, block_code = '5.1.1' WHERE id = :contact"
        session.execute(text(stopped), {"block": block, "contact": contact})


def own_page(pages: Pages, count: int) -> str:
    pages.clock.ahead += LATER
    pages.post("/link", {"email": MAILBOX, "altcha": pages.proof()})
    return pages.link("m", count=count)


@pytest.mark.parametrize(("block", "language"), WORDS)
def test_the_own_page_says_which_contact_gets_nothing_and_why(
    quick_pages: Pages, block: str, language: str
) -> None:
    contact = quick_pages.registered()
    path = own_page(quick_pages, 2)
    blocks(quick_pages, contact, block)

    shown = quick_pages.get(f"{path}?lang={language}")

    assert WORDS[block, language] in shown.text
    assert "a••@town.example.gr" in shown.text


def test_a_forwarded_mails_page_says_nothing_of_the_block(quick_pages: Pages) -> None:
    contact = quick_pages.registered()
    blocks(quick_pages, contact)

    shown = quick_pages.get(
        f"{quick_pages.mail_link(contact, Topic.WEATHER).replace('/u/', '/p/')}?lang=en"
    )

    assert shown.status_code == 200
    assert "does not take" not in shown.text


def test_a_blocked_and_a_new_contact_get_the_same_answer(pages: Pages) -> None:
    blocks(pages, pages.registered())
    pages.clock.ahead += LATER

    answers = [pages.subscribe(email=email) for email in (MAILBOX, NEW)]
    links = [
        pages.post("/link", {"email": email, "altcha": pages.proof()}) for email in (MAILBOX, NEW)
    ]

    assert (
        len(
            {
                (each.status_code, HANDLE.sub("", each.text).replace(email, ""))
                for each, email in zip(answers, (MAILBOX, NEW), strict=True)
            }
        )
        == 1
    )
    assert len({(each.status_code, each.text) for each in links}) == 1


def test_a_blocked_contact_added_again_by_its_owner_is_unblocked(pages: Pages) -> None:
    contact = pages.registered()
    path = own_page(pages, 2)
    blocks(pages, contact)
    pages.clock.ahead += LATER

    asked = pages.post(f"{path}/contacts", {"email": MAILBOX, "altcha": pages.proof()})
    shown = pages.post(asked.url.path, {"code": pages.code("email", count=3)})

    assert "does not take" not in shown.text
    assert pages.rows("SELECT block, block_code FROM contact") == [("", "")]
    assert pages.rows("SELECT count(*) FROM resident") == [(1,)]


def test_a_phone_is_told_how_to_open_itself_again(quick_pages: Pages) -> None:
    quick_pages.registered()
    path = own_page(quick_pages, 2)
    asked = quick_pages.post(f"{path}/contacts", {"phone": PHONE, "altcha": quick_pages.proof()})
    quick_pages.post(asked.url.path, {"code": quick_pages.code()})
    [(phone,)] = quick_pages.rows("SELECT id FROM contact WHERE medium = 'sms'")
    assert isinstance(phone, int)
    blocks(quick_pages, phone, "opted_out")

    assert "Send START to the number" in quick_pages.get(f"{path}?lang=en").text
