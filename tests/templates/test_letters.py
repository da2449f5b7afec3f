"""Letters: a code, a link, in the municipality's own look; an SMS of them is one part."""

import re

import pytest

from channels import Medium
from runtime import Municipality
from templates.correspondence import write_letter
from templates.sms import SmsEncoding

TOWN = Municipality(
    name={"el": "Δήμος Πυλαίας-Χορτιάτη", "en": "Municipality of Pylaia-Chortiatis"},
    sms_name={"el": "ΔΗΜΟΣ ΠΥΛΑΙΑΣ-ΧΟΡΤΙΑΤΗ", "en": "PYLAIA-CHORTIATIS"},
    web="https://www.town.example.gr",
)
LINK = "https://alerts.town.example.gr/confirm/" + "a" * 26
SLOTS = {"code": "012345", "host": "alerts.town.example.gr", "link": LINK, "not_me": LINK}
LETTERS = ("code", "known", "manage", "ending", "stopping")


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("name", [*LETTERS, "welcome"])
def test_a_letter_by_sms_fits_one_part_with_its_sender(name: str, language: str) -> None:
    words = write_letter(name, SLOTS, office=TOWN, medium=Medium.SMS, language=language)

    assert words.measure is not None
    assert (words.measure.parts, words.measure.encoding) == (1, SmsEncoding.GSM_7), words.measure
    assert words.text.startswith(("ΔHMOΣ", "PYLAIA"))


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_by_mail_has_no_link_to_unsubscribe(name: str, language: str) -> None:
    words = write_letter(name, SLOTS, office=TOWN, medium=Medium.EMAIL, language=language)

    assert TOWN.colour in words.html
    assert LINK in words.text
    assert f'href="{LINK}"' in words.html
    assert TOWN.name[language] in words.subject
    assert not re.search("unsubscribe|{{|}}|{%", words.text + words.html)


def test_a_phone_can_fill_in_the_code_it_was_sent() -> None:
    text = write_letter("code", SLOTS, office=TOWN, medium=Medium.SMS, language="el").text

    assert "KΩΔIKOΣ 012345" in text
    assert text.endswith("\n@alerts.town.example.gr #012345")


def test_only_mail_has_the_link_for_somebody_else() -> None:
    assert (
        "/" not in write_letter("code", SLOTS, office=TOWN, medium=Medium.SMS, language="el").text
    )


def test_a_code_stands_alone_where_the_pages_have_no_address() -> None:
    bare = {"code": "012345", "host": "", "link": "", "not_me": ""}

    assert (
        "012345" in write_letter("code", bare, office=TOWN, medium=Medium.EMAIL, language="el").text
    )


@pytest.mark.parametrize(
    ("language", "reads"), [("sq", "el"), ("de", "en"), ("en", "en"), ("el", "el")]
)
def test_another_language_gets_the_next_of_its_chain(language: str, reads: str) -> None:
    chains = {"others": ("en",), "sq": ("el",)}

    words = write_letter(
        "code", SLOTS, office=TOWN, medium=Medium.EMAIL, language=language, chains=chains
    )

    assert words.language == reads
