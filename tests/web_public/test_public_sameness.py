"""Nobody learns from an answer who is registered."""

import re

import pytest

from tests.web_public.conftest import MAILBOX, PHONE, Pages, until

HANDLE = re.compile(r"/code/[\w-]{22}")
TYPED = re.compile(r'<strong class="typed">[^<]*</strong>')
FOREIGN = ["+79161234567", "+882161234567", "+9607712345", "0079161234567", "9011234567"]


@pytest.fixture
def known(pages: Pages) -> Pages:
    """The pages of a town in which Ana is registered and Eva said that it was not her."""
    pages.registered()
    pages.subscribe(email="eva@town.example.gr")
    pages.post(pages.link("not-me", count=2))
    return pages


def test_known_unknown_and_blocked_contacts_get_the_same_answer(known: Pages) -> None:
    given = [
        {"email": MAILBOX},
        {"email": "new@town.example.gr"},
        {"email": "eva@town.example.gr"},
    ]

    answers = [known.subscribe(**fields) for fields in given]
    again = [known.get(answer.url.path) for answer in answers]

    assert {answer.status_code for answer in [*answers, *again]} == {200}
    assert len({TYPED.sub("", HANDLE.sub("", each.text)) for each in [*answers, *again]}) == 1
    assert len({answer.url.path for answer in answers}) == 3


def test_a_request_for_a_link_gets_the_same_answer(known: Pages) -> None:
    answers = [
        known.post("/link", {"email": email, "altcha": known.proof()})
        for email in (MAILBOX, "new@town.example.gr", "eva@town.example.gr")
    ]

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}


@pytest.mark.parametrize("phone", FOREIGN)
def test_a_foreign_or_paid_number_is_sent_nothing(quick_pages: Pages, phone: str) -> None:
    answer = quick_pages.subscribe(phone=phone)
    words = "δεν είναι κινητού" if phone == "9011234567" else "του εξωτερικού"
    quick_pages.subscribe(email=MAILBOX)
    quick_pages.letters("email")

    assert (answer.status_code, words in answer.text) == (422, True)
    assert quick_pages.rows("SELECT * FROM wording WHERE medium = 'sms'") == []


@pytest.mark.parametrize("phone", ["12", "69123", "x" * 400])
def test_a_number_that_is_no_mobile_is_refused_in_words(quick_pages: Pages, phone: str) -> None:
    answer = quick_pages.subscribe(phone=phone)

    assert answer.status_code == 422
    assert 'href="#phone"' in answer.text
    assert "Γράψτε ελληνικό κινητό" in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("phone", ["2310123456", "+302310123456"])
def test_a_landline_is_answered_as_a_landline(quick_pages: Pages, phone: str) -> None:
    answer = quick_pages.subscribe(phone=phone)

    assert (answer.status_code, "σταθερό" in answer.text) == (422, True)


def test_a_visitor_without_consent_is_sent_nothing(quick_pages: Pages) -> None:
    answer = quick_pages.post("/subscribe?lang=en", {"phone": PHONE, "altcha": quick_pages.proof()})

    assert answer.status_code == 422
    assert 'href="#consent"' in answer.text


def test_the_network_is_taken_from_a_trusted_proxy_only(pages: Pages) -> None:
    for number in range(8):
        fields = {"phone": f"+30699999{number}001", "consent": "yes", "altcha": pages.proof()}
        pages.post("/subscribe", fields, **{"x-forwarded-for": f"198.51.100.{number}"})
    until(lambda: pages.rows("SELECT count(*) FROM code_sent") == [(5,)])

    assert pages.rows("SELECT count(DISTINCT network) FROM code_sent") == [(1,)]
