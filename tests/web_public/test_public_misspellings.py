"""A mistyped mail domain is asked about, and not refused."""

import pytest

from tests.web_public.conftest import Pages
from web.public.misspellings import meant_mailbox

SLIPS = {
    "gmial.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.gr": "gmail.com",
    "Hotmial.com": "hotmail.com",
    "yaho.gr": "yahoo.gr",
    "otnet.gr": "otenet.gr",
    "outlook.com.g": "outlook.com.gr",
}
SOUND = ["gmail.com", "GMAIL.com", "mail.com", "yahoo.fr", "gmx.de", "example.gr", "glial.org"]
TYPED, MEANT = "ana@gmial.com", "ana@gmail.com"


@pytest.mark.parametrize("domain", SLIPS)
def test_a_slip_in_a_well_known_domain_is_noticed(domain: str) -> None:
    assert meant_mailbox(f"ana@{domain}") == f"ana@{SLIPS[domain]}"


@pytest.mark.parametrize("domain", SOUND)
def test_another_domain_is_left_alone(domain: str) -> None:
    assert meant_mailbox(f"ana@{domain}") == ""


@pytest.mark.parametrize("path", ["/subscribe", "/link"])
def test_a_mistyped_domain_is_asked_about(quick_pages: Pages, path: str) -> None:
    fields = {"email": TYPED, "consent": "yes", "altcha": quick_pages.proof()}

    answer = quick_pages.post(f"{path}?lang=en", fields)

    assert answer.status_code == 422
    assert 'href="#email_is"' in answer.text
    assert all(f'name="email_is" value="{each}"' in answer.text for each in (TYPED, MEANT))
    assert quick_pages.rows("SELECT * FROM code_sent") == []


@pytest.mark.parametrize("mailbox", [TYPED, MEANT])
def test_the_mailbox_that_was_chosen_gets_the_code(quick_pages: Pages, mailbox: str) -> None:
    answer = quick_pages.subscribe(email=TYPED, email_is=mailbox)

    assert (answer.status_code, mailbox in answer.text) == (200, True)
    assert quick_pages.code("email")


def test_a_mailbox_corrected_by_hand_is_not_asked_about(quick_pages: Pages) -> None:
    assert quick_pages.subscribe(email=MEANT, email_is=TYPED).status_code == 200
    assert quick_pages.subscribe(email="bo@gmial.com", email_is=TYPED).status_code == 422


def test_a_program_is_not_asked(quick_pages: Pages) -> None:
    given = {"email": TYPED, "consent": True, "altcha": quick_pages.proof()}

    assert quick_pages.visitor.post("/api/subscribe", json=given).status_code == 200
