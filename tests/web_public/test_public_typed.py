"""What was typed is kept on the page in another language."""

import re
from collections.abc import Mapping

import pytest

from tests.web_public.conftest import MAILBOX, Pages
from tests.web_public.test_public_code_page import own_link

BUTTON = re.compile(r'<button type="submit" form="typed" formaction="([^"]+)" name="show"')
TYPED: Mapping[str, Mapping[str, object]] = {
    "/subscribe": {"phone": "2310", "email": MAILBOX, "language": "el"},
    "/link": {"phone": "2310", "email": MAILBOX},
    "/contacts": {"phone": "2310", "email": MAILBOX},
    "": {"language": "en", "topic": ["roads"], "quiet_from": "22"},
}


@pytest.mark.parametrize("path", TYPED)
def test_a_page_with_faults_is_read_in_another_language(pages: Pages, path: str) -> None:
    home = own_link(pages) if path in {"/contacts", ""} else ""
    there, typed = f"{home}{path}", dict(TYPED[path])

    faulty = pages.post(f"{there}?lang=el", {**typed, "altcha": pages.proof()})
    found = BUTTON.findall(faulty.text)
    other = pages.post(found[1], {**typed, "altcha": "", "show": "yes"})

    assert found == [f"{there}?lang=el", f"{there}?lang=en"]
    assert [each.status_code for each in (faulty, other)] == [422, 422]
    assert ("There is a problem" in other.text, 'id="typed"' in other.text) == (True, True)
    assert kept(other.text) == kept(faulty.text) != set()


def test_a_form_that_is_shown_again_does_nothing(pages: Pages) -> None:
    link = own_link(pages)
    before = pages.everything()

    for path in ("/subscribe", "/link", f"{link}/contacts", link):
        fields = {"email": "new@town.example.gr", "consent": "yes", "topic": "roads"}
        answer = pages.post(f"{path}?lang=en", fields | {"language": "en", "show": "yes"})
        assert (answer.status_code, "new@" in answer.text) == (200, True)

    assert pages.everything() == before


def kept(page: str) -> set[str]:
    """What stands in the fields."""
    return set(
        re.findall(r'(?:value="[^"]+" (?:checked|selected)|value="(?:2310|ana@[^"]+)")', page)
    )
