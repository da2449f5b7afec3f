"""What was typed and refused stays on a page that can be reloaded and read in another language."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.web_public.conftest import MAILBOX, Pages
from tests.web_public.test_public_code_page import own_link
from web.public.forms import ParsedForm
from web.public.refused_forms import MOST_SIGNS, RefusedForms

OTHER = re.compile(r'<a href="([^"]+)" lang="en"')
TYPED: Mapping[str, Mapping[str, object]] = {
    "/subscribe": {"phone": "2310", "email": MAILBOX, "language": "el"},
    "/link": {"phone": "2310", "email": MAILBOX},
    "/contacts": {"phone": "2310", "email": MAILBOX},
    "": {"language": "en", "topic": ["roads"], "quiet_from": "22"},
}


@pytest.mark.parametrize("path", TYPED)
def test_a_refused_form_leads_to_a_page_that_keeps_it(pages: Pages, path: str) -> None:
    home = own_link(pages) if path in {"/contacts", ""} else ""
    typed = {**TYPED[path], "altcha": pages.proof()}

    faulty = pages.post(f"{home}{path}?lang=el", typed)
    found = OTHER.search(faulty.text)
    again = pages.get(str(faulty.url))

    assert [each.status_code for each in faulty.history] == [303]
    assert again.text == faulty.text
    assert found is not None
    other = pages.get(found[1].replace("&amp;", "&"))
    assert ("There is a problem" in other.text, other.status_code) == (True, 422)
    assert kept(other.text) == kept(faulty.text) != set()


@pytest.mark.parametrize("path", ["/subscribe", "/link"])
def test_an_address_holds_nothing_that_was_typed(pages: Pages, path: str) -> None:
    before = pages.rows("SELECT count(*) FROM code_sent")
    faulty = pages.post(path, {**TYPED[path], "altcha": pages.proof()})

    assert not re.search("2310|ana|town", str(faulty.url).partition("refused=")[0])
    assert MAILBOX in faulty.text
    assert pages.rows("SELECT count(*) FROM code_sent") == before
    assert pages.rows("SELECT * FROM code_page") == []


def test_a_wrong_code_leads_to_a_page_that_says_so(pages: Pages) -> None:
    path = pages.subscribe(email=MAILBOX).url.path
    wrong = pages.post(f"{path}?lang=en", {"code": "x"})

    assert [each.status_code for each in wrong.history] == [303]
    assert "Attempts left: 4." in pages.get(str(wrong.url)).text
    assert "This code is not right" not in pages.get(f"{path}?lang=en").text


def test_a_refused_form_is_forgotten_in_time(quick_pages: Pages) -> None:
    faulty = quick_pages.subscribe(phone="2310")
    quick_pages.clock.ahead = timedelta(minutes=31)

    late = quick_pages.get(str(faulty.url))

    assert (late.status_code, "2310" in late.text) == (200, False)


def test_forms_of_many_push_out_the_oldest(quick_pages: Pages) -> None:
    forms = RefusedForms(quick_pages.clock)
    large = ParsedForm({"phone": ("6" * (MOST_SIGNS // 3),)})

    for _ in range(9):
        forms.keep(large, {})

    assert len(forms) == 2


def kept(page: str) -> set[str]:
    """What stands in the fields."""
    return set(
        re.findall(r'(?:value="[^"]+" (?:checked|selected)|value="(?:2310|ana@[^"]+)")', page)
    )
