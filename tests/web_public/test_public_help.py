"""The help page answers what residents ask, and the privacy page who answers for their data, both
from the settings."""

import re
from html import unescape

import pytest
from pydantic import ValidationError

from runtime.config import Config
from tests.web_public.conftest import Opener, Pages

DESK = {"el": "Πλατεία 1, 8:00-14:00", "en": "1 Square, 8:00-14:00"}
CHARGES = {"el": "Η κλήση στο 15377 χρεώνεται.", "en": "Calls to 15377 are charged."}
TOWN = {
    "name": {"el": "Δήμος Δοκιμής", "en": "Municipality of Dokimi"},
    "phone": "15377",
    "desk": DESK,
    "email": "help@town.example.gr",
    "form": "https://town.example.gr/write",
    "charges": CHARGES,
}
CHANNELS = {
    "routes": {"sms": ["twilio"], "email": ["smtp"]},
    "channels": {
        "twilio": {"sender": "DOKIMI"},
        "smtp": {"sender": "Δήμος Δοκιμής <alerts@town.example.gr>"},
    },
}
OFFICER = {"el": "Μαρία Δοκιμή", "en": "Maria Dokimi"}
PROCESSORS = {"el": ["Εταιρεία: αποστολή SMS"], "en": ["Company: carries SMS"]}
RETENTION = {"el": ["Αντίγραφα: 30 ημέρες."], "en": ["Backups: 30 days."]}
PRIVACY = {
    "officer": OFFICER,
    "officer_email": "dpo@town.example.gr",
    "officer_phone": "2310 000000",
    "processors": PROCESSORS,
    "retention": RETENTION,
}
ASK_AT_THE_LINE = "You can also ask there for the Data Protection Officer."


def read(pages: Pages, path: str) -> str:
    """What stands on a page, without its marks."""
    answer = pages.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub("<[^>]+>", " ", answer.text)).split())


@pytest.mark.parametrize(
    ("language", "charged", "written"),
    [
        ("el", "Δεν πληρώνετε ούτε για την εγγραφή", "Αν έχετε κώφωση ή βαρηκοΐα, γράψτε μας"),
        (
            "en",
            "You do not pay to register",
            "If you are deaf or hard of hearing, write to us",
        ),
    ],
)
def test_the_help_page_answers_from_the_settings(
    quick_opener: Opener, language: str, charged: str, written: str
) -> None:
    said = read(quick_opener(municipality=TOWN, **CHANNELS), f"/help?lang={language}")

    assert "SMS" in said
    assert "DOKIMI" in said
    assert "Δήμος Δοκιμής <alerts@town.example.gr>" in said
    assert "https://warn.example.gr/a/" in said
    assert charged in said
    assert CHARGES[language] in said
    assert written in said
    assert "help@town.example.gr" in said
    assert DESK[language] in said


def test_the_help_page_promises_no_way_to_write_without_one(quick_pages: Pages) -> None:
    said = read(quick_pages, "/help?lang=en")

    assert "15377" in said
    assert "By e-mail" not in said
    assert "In writing" not in said
    assert "hard of hearing" not in said


@pytest.mark.parametrize("path", ["/", "/subscribe", "/link", "/privacy", "/check?number=ZZZZZ"])
def test_the_foot_of_every_page_leads_to_help(quick_pages: Pages, path: str) -> None:
    foot = quick_pages.get(path).text.partition("<footer")[2]

    assert 'href="/help?lang=el"' in foot


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_privacy_page_prints_officer_processors_and_retention(
    quick_opener: Opener, language: str
) -> None:
    said = read(quick_opener(privacy=PRIVACY), f"/privacy?lang={language}")

    assert OFFICER[language] in said
    assert "dpo@town.example.gr" in said
    assert "2310 000000" in said
    assert PROCESSORS[language][0] in said
    assert RETENTION[language][0] in said
    assert ASK_AT_THE_LINE not in said


def test_the_officer_is_asked_for_by_phone_without_an_address(quick_pages: Pages) -> None:
    assert ASK_AT_THE_LINE in read(quick_pages, "/privacy?lang=en")


@pytest.mark.parametrize(
    "wrong",
    [
        {"municipality": {"email": "help"}},
        {"municipality": {"form": "http://town.example.gr/write"}},
        {"privacy": {"officer_email": "dpo at town"}},
    ],
)
def test_an_address_that_is_none_is_refused(wrong: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ValidationError, match="write a"):
        Config.model_validate(wrong)


def test_the_help_page_leads_to_the_calendar(quick_pages: Pages) -> None:
    assert 'href="/calendar.ics?lang=en"' in quick_pages.get("/help?lang=en").text
