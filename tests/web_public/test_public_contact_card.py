"""The contact card of the office is read back by a reader of RFC 2426 that knows nothing of
ours."""

import re

import pytest

from runtime.config import Config
from tests.web_public.conftest import Opener, Pages
from web.public.contact_card import write_card
from web.public.languages import page_translators

LINE = re.compile(r"([A-Z]+)((?:;[A-Z]+=[A-Z,]+)*):(.*)")
ADDRESS = (
    "Λεωφόρος Δημοκρατίας 5; ισόγειο, Δευτέρα έως Παρασκευή 8:00-14:00\nκαι με ραντεβού \\ τηλέφωνο"
)
OFFICE = {
    "municipality": {
        "name": {"el": "Δήμος Πυλαίας, Χορτιάτη; Πανοράματος", "en": "Municipality of Pylaia"},
        "phone": "2313 301000",
        "web": "https://www.example.gr",
        "desk": {"el": ADDRESS},
    },
    "public_base_url": "https://warn.example.gr",
    "routes": {"sms": ["one", "two", "three"], "email": ["mail"]},
    "channels": {
        "one": {"adapter": "twilio", "sender": "DIMOS-EX"},
        "two": {"adapter": "twilio", "sender": "+306900000000"},
        "three": {"adapter": "twilio", "sender": "DIMOS-EX"},
        "mail": {"adapter": "smtp", "sender": "Δήμος <alerts@example.gr>"},
    },
}


def read_back(card: str) -> list[tuple[str, str, list[str]]]:
    """Each property of a card: its name, its parameters, and its value cut at the semicolons."""
    assert card.endswith("END:VCARD\r\n")
    assert all(len(line.encode()) <= 75 for line in card.split("\r\n"))
    found = []
    for line in card.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        parts = LINE.fullmatch(line)
        assert parts is not None, line
        cuts = re.findall(r"\\.|;", parts[3]).count(";")
        pieces = re.findall(r"((?:[^\\;]|\\.)*)(?:;|$)", parts[3])[: cuts + 1]
        found.append((parts[1], parts[2], [_plain(piece) for piece in pieces]))
    return found


def _plain(piece: str) -> str:
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], piece)


def card_of(language: str) -> list[tuple[str, str, list[str]]]:
    config = Config.model_validate(OFFICE)
    return read_back(write_card(config, page_translators()[language]))


def test_a_card_holds_all_by_which_we_are_recognised() -> None:
    card = card_of("en")

    assert card[:2] == [("BEGIN", "", ["VCARD"]), ("VERSION", "", ["3.0"])]
    for expected in [
        ("FN", "", ["Municipality of Pylaia"]),
        ("ORG", "", ["Municipality of Pylaia"]),
        ("TEL", ";TYPE=WORK,VOICE", ["2313 301000"]),
        ("TEL", ";TYPE=CELL", ["+306900000000"]),
        ("EMAIL", ";TYPE=INTERNET", ["alerts@example.gr"]),
        ("NOTE", "", ["SMS from: DIMOS-EX"]),
        ("URL", "", ["https://warn.example.gr"]),
        ("URL", "", ["https://www.example.gr"]),
    ]:
        assert card.count(expected) == 1, expected


def test_signs_that_a_card_cuts_at_are_kept() -> None:
    card = {name: value for name, _, value in card_of("el")}

    assert card["FN"] == ["Δήμος Πυλαίας, Χορτιάτη; Πανοράματος"]
    assert card["N"][0] == card["FN"][0]
    assert (len(card["N"]), len(card["ADR"])) == (5, 7)
    assert card["ADR"][2] == ADDRESS


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_last_page_leads_to_the_card(quick_pages: Pages, language: str) -> None:
    own = quick_pages.subscribe(phone="+306999999902").url.path
    own = quick_pages.post(own, {"code": quick_pages.code()}).url.path

    done = quick_pages.get(f"{own}/done?lang={language}").text
    answer = quick_pages.get(f"/contact.vcf?lang={language}")

    assert f'href="/contact.vcf?lang={language}"' in done
    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    assert answer.headers["content-language"] == language
    [name] = [value for kind, _, value in read_back(answer.text) if kind == "FN"]
    assert name == [{"el": "Δήμος Δοκιμής", "en": "Municipality of Dokimi"}[language]]


def test_a_desk_is_named_where_the_form_is_not(quick_opener: Opener) -> None:
    town = {"phone": "15377", "desk": {"el": "Δημαρχείο, ισόγειο", "en": "Town hall"}}
    pages = quick_opener(municipality=town)

    assert "Or come to us: Town hall" in " ".join(pages.get("/subscribe?lang=en").text.split())
    assert "Or come to us" not in pages.get("/?lang=en").text
