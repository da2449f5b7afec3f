"""The form and the page of choices offer SMS in normal Greek letters, and keep what was ticked."""

import pytest
from sqlalchemy import text

from templates import Topic
from tests.web_public.conftest import MAILBOX, PHONE, Opener, Pages

BOX = '<input type="checkbox" id="letters" name="letters" value="yes"'
TICKED = f"{BOX} checked"


def kept(pages: Pages) -> bool:
    [(normal,)] = pages.rows("SELECT normal_letters FROM resident")
    return bool(normal)


@pytest.mark.parametrize("fields", [{"letters": "yes"}, {}])
def test_a_tick_on_the_form_is_kept(pages: Pages, fields: dict[str, str]) -> None:
    path = pages.subscribe(phone=PHONE, **fields).url.path
    own = pages.post(path, {"code": pages.code()})

    assert kept(pages) is bool(fields)
    assert (TICKED in own.text) is bool(fields)


def test_the_choices_keep_a_tick_and_take_it_back(pages: Pages) -> None:
    path = pages.subscribe(phone=PHONE).url.path
    own = pages.post(path, {"code": pages.code()}).url.path
    choices = {"language": "el", "topic": ["roads"]}

    done = pages.post(f"{own}?lang=en", {**choices, "letters": "yes", "fresh": "yes"})
    ticked = kept(pages)
    pages.post(own, choices)

    assert "<dt>SMS</dt><dd>in normal Greek letters</dd>" in done.text
    assert (ticked, kept(pages)) == (True, False)


def test_another_language_keeps_the_tick(quick_pages: Pages) -> None:
    typed = {"phone": PHONE, "letters": "yes", "language": "el", "altcha": quick_pages.proof()}
    page = quick_pages.post("/subscribe?lang=en", typed)

    other = quick_pages.get(str(page.url.copy_set_param("lang", "el")))

    assert TICKED in other.text


def test_a_correction_of_the_form_keeps_the_tick(quick_pages: Pages) -> None:
    path = quick_pages.subscribe(phone=PHONE, letters="yes").url.path

    assert TICKED in quick_pages.get(f"{path}/correct").text


def test_a_town_without_sms_keeps_what_was_chosen(quick_opener: Opener) -> None:
    pages = quick_opener(routes={"sms": []})
    link = pages.mail_link(pages.registered(MAILBOX), Topic.ROADS).replace("/u/", "/p/")
    with pages.home.database.writing() as session:
        session.execute(text("UPDATE resident SET normal_letters = :yes"), {"yes": True})

    page = pages.get(link).text
    pages.post(link, {"language": "el", "letters": "yes", "topic": ["roads"]})

    assert '<input type="hidden" name="letters" value="yes">' in page
    assert (BOX in page, BOX in pages.get("/subscribe").text, kept(pages)) == (False, False, True)
