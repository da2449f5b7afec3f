"""Whoever has registered registers somebody else as well: with a code, a language and a page of
their own, and the same places and topics."""

import re

import httpx
import pytest

from tests.web_public.conftest import MAILBOX, PHONE, Pages
from tests.web_public.test_public_finishing import registers

MOTHER = "+306999999902"
TICKED = re.compile(r'name="(?:zone|topic)" value="([\w-]+)" checked')
LINK = re.compile(r'href="(/subscribe\?like=[^"]+)"')
ACTION = re.compile(r'method="post" action="([^"]+)"')


def leads_on(done: httpx.Response) -> str:
    """Where the last page leads to for somebody else."""
    [found] = LINK.findall(done.text)
    return str(found).replace("&amp;", "&")


def action(page: httpx.Response) -> str:
    """Where the form of a page goes."""
    found = ACTION.search(page.text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def gives(pages: Pages, form: httpx.Response, **typed: str) -> httpx.Response:
    """Fill in the form for somebody else."""
    fields = {"language": "el", "consent": "yes", "altcha": pages.proof()} | typed
    return pages.post(action(form), fields)


def test_a_second_person_keeps_places_and_topics(pages: Pages) -> None:
    form = pages.get(leads_on(registers(pages, email=MAILBOX)))
    page = gives(pages, form, phone=MOTHER)
    code = pages.code()
    wrong = pages.post(action(page), {"code": f"{(int(code) + 1) % 1_000_000:06}"})
    own = pages.post(action(wrong), {"code": code})

    assert "Register somebody else" in form.text
    assert set(TICKED.findall(own.text)) == {"unit-chortiatis", "panorama", "roads"}
    assert 'value="el" checked' in own.text
    assert pages.rows("SELECT count(*) FROM resident") == [(2,)]
    assert pages.rows("SELECT count(*) FROM resident_zone") == [(3,)]  # before it is saved


def test_the_second_person_alone_has_what_was_saved(pages: Pages) -> None:
    form = pages.get(leads_on(registers(pages, email=MAILBOX)))
    own = pages.post(action(gives(pages, form, phone=MOTHER)), {"code": pages.code()})

    fields = {"fresh": "yes", "language": "el", "zone": ["panorama"], "topic": ["roads"]}
    done = pages.post(action(own), fields)

    assert done.url.path.endswith("/done")
    zones = "SELECT resident_id, count(*) FROM resident_zone GROUP BY resident_id ORDER BY 1"
    languages = "SELECT language FROM resident ORDER BY id"
    assert [count for _, count in pages.rows(zones)] == [3, 1]
    assert pages.rows(languages) == [("en",), ("el",)]


def test_the_choice_stays_through_faults_and_corrections(quick_pages: Pages) -> None:
    form = quick_pages.get(leads_on(registers(quick_pages, email=MAILBOX)))
    faulty = gives(quick_pages, form, phone="2310")
    page = gives(quick_pages, faulty, phone=PHONE)
    corrected = quick_pages.get(f"{page.url.path}/correct?{page.url.query.decode()}")

    like = form.url.params["like"]
    assert faulty.status_code == 422
    assert page.url.params["like"] == like
    assert "Register somebody else" in corrected.text
    assert httpx.URL(action(corrected)).params["like"] == like


@pytest.mark.parametrize(
    "like", ["nowhere,panorama;nothing,roads", ";" * 9, "panorama", "x" * 9999]
)
def test_a_garbled_choice_ticks_what_there_is(quick_pages: Pages, like: str) -> None:
    path = quick_pages.subscribe(phone=PHONE).url.path
    own = quick_pages.post(path, {"code": quick_pages.code()})

    page = quick_pages.get(f"{own.url.path}?fresh=yes&like={like}")

    expected = {"panorama", "roads"} if "roads" in like else set()
    assert (page.status_code, set(TICKED.findall(page.text))) == (200, expected)
