"""The code page outlives a reload, a second tab and another language; it is its visitor's alone."""

import re
from datetime import timedelta

from tests.web_public.conftest import MAILBOX, PHONE, Pages, until

CHECKED = re.compile(r'value="\w*" checked')


def test_a_form_leads_to_a_page_that_can_be_reloaded(pages: Pages) -> None:
    answer = pages.subscribe(phone=PHONE)

    again = pages.get(f"{answer.url.path}?lang=en")

    assert [each.status_code for each in answer.history] == [303]
    assert again.text.count("699\N{NO-BREAK SPACE}999\N{NO-BREAK SPACE}9901") == 1
    assert f'href="{answer.url.path}?lang=el"' in again.text
    assert len(pages.letters("sms")) == 1


def test_a_code_page_without_its_secret_leads_to_the_form(quick_pages: Pages) -> None:
    for answer in (quick_pages.get("/code?lang=en"), quick_pages.post("/code", {"code": "1"})):
        assert (answer.status_code, answer.url.path) == (200, "/subscribe")


def test_an_expired_page_says_so_in_its_own_words(quick_pages: Pages) -> None:
    path = quick_pages.subscribe(phone=PHONE).url.path
    code = quick_pages.code()
    quick_pages.clock.ahead = timedelta(minutes=10)

    answers = [
        quick_pages.get(f"{path}?lang=en"),
        quick_pages.post(f"{path}?lang=en", {"code": code}),
    ]
    unknown = quick_pages.get(f"/code/{'x' * 22}?lang=en")

    assert {answer.status_code for answer in [*answers, unknown]} == {410}
    assert all("This code has expired" in answer.text for answer in [*answers, unknown])


def test_another_code_is_sent_when_it_is_time(pages: Pages) -> None:
    path = pages.subscribe(phone=PHONE).url.path
    first = pages.code()

    early = pages.post(f"{path}/again?lang=en", {"altcha": pages.proof()})
    pages.clock.ahead = timedelta(seconds=61)
    later = pages.post(f"{path}/again?lang=en", {"altcha": pages.proof()})
    second = pages.code(count=2)

    assert ("We sent a message to" in early.text, "data-wait=" in early.text) == (True, True)
    assert "We sent a new message to" in later.text
    assert first == second or pages.post(path, {"code": first}).status_code == 422
    assert pages.post(path, {"code": second}).url.path.startswith("/m/")


def test_another_code_needs_its_own_work(quick_pages: Pages) -> None:
    path = quick_pages.subscribe(phone=PHONE).url.path

    assert quick_pages.post(f"{path}/again", {"altcha": ""}).status_code == 403


def test_the_page_names_nobodys_own_page_to_others(pages: Pages) -> None:
    path = pages.subscribe(phone=PHONE, email=MAILBOX).url.path
    typed = pages.post(path, {"code": pages.code()})

    other = pages.get(path)
    forged = pages.get(f"{path}?own=forged&first=done")

    assert "/m/" in typed.text
    assert ["/m/" in each.text for each in (other, forged)] == [False, False]


def test_a_code_page_of_a_resident_leads_them_back(pages: Pages) -> None:
    link = own_link(pages)

    page = pages.post(f"{link}/contacts?lang=en", {"phone": PHONE, "altcha": pages.proof()})
    added = pages.post(f"{page.url.path}?lang=en", {"code": pages.code()})

    assert f'href="{link}?lang=en"' in page.text
    assert "we will send messages there too" in added.text
    until(lambda: pages.rows("SELECT count(*) FROM subscription") == [(2,)])


def test_a_mistyped_contact_is_corrected_in_the_filled_form(pages: Pages) -> None:
    page = pages.subscribe(phone=PHONE, email="ana@town.exampel.gr", language="en")

    form = pages.get(f"{page.url.path}/correct?lang=el")

    assert f'href="{page.url.path}/correct?lang=el"' in page.text
    assert f'href="{page.url.path}/correct?lang=en"' in form.text
    assert all(f'value="{typed}"' in form.text for typed in ("699 999 9901", "ana@town.exampel.gr"))
    assert {'value="yes" checked', 'value="en" checked'} <= set(CHECKED.findall(form.text))


def test_an_expired_form_cannot_be_corrected(quick_pages: Pages) -> None:
    page = quick_pages.subscribe(phone=PHONE)
    quick_pages.clock.ahead = timedelta(minutes=10)

    assert quick_pages.get(f"{page.url.path}/correct").status_code == 410


def test_a_contact_that_is_added_is_corrected_at_home(pages: Pages) -> None:
    link, other = own_link(pages), pages.subscribe(phone="+306999999902").url.path
    page = pages.post(f"{link}/contacts?lang=en", {"phone": PHONE, "altcha": pages.proof()})

    filled = pages.get(f"{link}?typed={page.url.path.removeprefix('/code/')}&lang=en")
    foreign = pages.get(f"{link}?typed={other.removeprefix('/code/')}&lang=en")

    assert f'href="{link}?typed={page.url.path.removeprefix("/code/")}&amp;lang=en"' in page.text
    assert pages.get(f"{page.url.path}/correct").url.path == page.url.path
    assert ["699 999 99" in each.text for each in (filled, foreign)] == [True, False]


def own_link(pages: Pages) -> str:
    """The link to a resident's own page, as they asked for it."""
    pages.registered()
    pages.clock.ahead += timedelta(minutes=5)
    pages.post("/link", {"email": MAILBOX, "altcha": pages.proof()})
    return pages.link("m", count=2)
