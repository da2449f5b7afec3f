"""From outside nobody can tell who is registered, guess a code, or change anything by looking."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.journeys.conftest import Installation
from tests.journeys.doors import OPEN_HANDED, Doors, handle_of, open_doors, solved

KNOWN, NEW, BLOCKED = "known@town.example.gr", "new@town.example.gr", "blocked@town.example.gr"
KNOWN_PHONE, NEW_PHONE, BLOCKED_PHONE = "+306999999901", "+306999999902", "+306999999903"
ABROAD = ["+79161234567", "+882161234567", "+9607712345", "0079161234567"]
GIVEN = [
    *({"email": each} for each in (KNOWN, NEW, BLOCKED)),
    *({"phone": each} for each in (KNOWN_PHONE, NEW_PHONE)),
    {"phone": KNOWN_PHONE, "email": BLOCKED},
    {"phone": NEW_PHONE, "email": KNOWN},
]
TOKEN = re.compile(r"(?<=/code/)[\w-]{22}|(?<=\"handle\":\")[\w-]{22}")
ONE = r'\s*<strong class="typed">[^<]*</strong>'
TYPED = re.compile(rf"μήνυμα στο{ONE}|ένα μήνυμα στο{ONE} και ένα στο{ONE}")
ONE_MEDIUM = re.compile(r"<ul>\n(?:<li>[^\n]*</li>\n)+</ul>\n(?=<form)")
FRESH = re.compile(r"/(m|p|u)/[\w-]{22,26}")
GUESSES = 20
OWN_HEADERS = {"date", "content-length"}  # a longer address makes a longer page


@pytest.fixture
def doors(bare: Installation) -> Iterator[Doors]:
    """A town in which one person is registered by phone and e-mail, and another said that it was
    not them."""
    with open_doors(bare, OPEN_HANDED) as opened:
        bare.residents({"phone": KNOWN_PHONE, "email": KNOWN})
        opened.subscribe(email=BLOCKED)
        opened.post(opened.link_for(BLOCKED, "not-me"))
        yield opened


def told(answer: httpx.Response) -> tuple[int, bytes, Mapping[str, str]]:
    """All that an answer tells but its hour and the secret of the page."""
    body = ONE_MEDIUM.sub("", TYPED.sub("", TOKEN.sub("", answer.text))).encode()
    return (
        answer.status_code,
        body,
        {name: value for name, value in answer.headers.items() if name not in OWN_HEADERS},
    )


def only(answers: list[httpx.Response]) -> httpx.Response:
    """The one answer that all of them are, the first; fails when they differ."""
    first, *others = answers
    assert [told(each) for each in others] == [told(first)] * len(others)
    return first


def test_the_form_answers_everybody_the_same(doors: Doors) -> None:
    answers = [doors.subscribe(**given) for given in GIVEN]
    again = [doors.subscribe(**given) for given in GIVEN]

    assert only(answers + again).status_code == 200
    assert len({handle_of(each) for each in answers + again}) == 2 * len(GIVEN)


def test_a_program_is_answered_the_same(doors: Doors) -> None:
    answers = [
        doors.visitor.post(
            "/api/subscribe", json={**given, "consent": True, "altcha": doors.proof()}
        )
        for given in GIVEN
    ]

    assert only(answers).json()["next"].startswith("/code/")


def test_a_request_for_a_link_is_answered_the_same(doors: Doors) -> None:
    answers = [doors.post("/link", {**given, "altcha": doors.proof()}) for given in GIVEN]

    assert only(answers).status_code == 200


def test_a_visitors_message_tells_only_its_recipient_the_difference(doors: Doors) -> None:
    for given in GIVEN:
        doors.subscribe(**given)
    doors.next_to(KNOWN), doors.code_for(NEW_PHONE)

    doors.subscribe(email="last@town.example.gr")
    doors.next_to("last@town.example.gr")

    assert "/m/" in doors.next_to(KNOWN)["body"]
    assert len(doors.inbox(BLOCKED)) == 1
    assert {each["to"] for each in doors.here.received() if each["medium"] == "sms"} == {
        KNOWN_PHONE,
        NEW_PHONE,
    }


def test_a_code_of_another_page_is_as_wrong_as_any(doors: Doors) -> None:
    pages = [doors.subscribe(**given) for given in GIVEN]
    right = doors.code_for(NEW_PHONE)
    answers = [
        doors.types(page, right)
        for page in pages
        if page is not pages[GIVEN.index({"phone": NEW_PHONE})]
    ]

    assert only(answers).status_code == 422
    assert doors.rows("SELECT * FROM resident WHERE id > 1") == []


def test_five_guesses_count_and_then_the_right_code_fails_too(
    bare: Installation, database_address: str
) -> None:
    bare.environment["TOCSIN_DATABASE"] = database_address
    with open_doors(bare, OPEN_HANDED) as doors:
        page = doors.subscribe(phone=NEW_PHONE)
        right = doors.code_for(NEW_PHONE)
        wrong = [f"{(int(right) + step) % 1_000_000:06d}" for step in range(1, GUESSES + 1)]

        with ThreadPoolExecutor(GUESSES) as guessing:
            answers = list(guessing.map(lambda code: doors.types(page, code), wrong))
        late = doors.types(page, right)

        assert {each.status_code for each in [*answers, late]} == {422}
        assert doors.rows("SELECT tries FROM code_sent") == [(5,)]
        assert doors.rows("SELECT * FROM subscription") == []


def test_a_link_opened_fifty_times_confirms_and_removes_nobody(doors: Doors) -> None:
    links = every_link(doors)
    before = doors.everything()

    for link in links:
        for _ in range(50):
            assert doors.visitor.head(link).content == b""
            assert doors.visitor.get(link).status_code == 200

    assert doors.everything() == before


def every_link(doors: Doors) -> list[str]:
    """A link of each kind that is sent, as it came."""
    doors.subscribe(email=NEW)
    doors.next_to(NEW)
    doors.post("/link", {"email": KNOWN, "altcha": doors.proof()})
    own = doors.link_for(KNOWN, "m")
    doors.sends("snow")
    leaving = doors.link_for(KNOWN, "u", 1)
    doors.post(leaving, {"leave": "emergency"})
    end = doors.link_for(KNOWN, "end", 2)
    confirm, disown = (doors.link_for(NEW, kind) for kind in ("confirm", "not-me"))
    return [confirm, disown, own, leaving, leaving.replace("/u/", "/p/"), end, f"{own}?fresh=yes"]


def test_the_same_button_twice_is_the_same_as_once(doors: Doors) -> None:
    confirm, disown, own, leaving, choices, end, _ = every_link(doors)
    wanted = {"language": "el", "topic": ["weather", "roads"], "zone": ["pylaia"]}
    click = {"List-Unsubscribe": "One-Click"}
    acts: list[tuple[str, Mapping[str, object]]] = [
        (confirm, {}),
        (own, wanted),
        (choices, wanted),
        (leaving, click),
        (leaving, {"leave": "topic"}),
        (leaving, {"undo": "weather"}),
        (end, {}),
        (disown, {}),
    ]

    for link, fields in acts:
        first = doors.post(link, fields)
        between = doors.everything()
        second = doors.post(link, fields)

        assert (first.status_code, unsigned(first)) == (200, unsigned(second))
        assert differing(between, doors.everything()) <= {"disowned", "journal"}


def unsigned(answer: httpx.Response) -> str:
    """A page without its links, which say when they end."""
    return FRESH.sub("", answer.text)


def differing(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    """The tables that are not the same."""
    return {table for table in one if one[table] != other[table]}


def test_every_proof_counts_once_however_many_show_it(doors: Doors) -> None:
    proof = solved(doors.get("/challenge").json())
    fields = [
        {"phone": f"+30699999{number:04d}", "consent": "yes", "altcha": proof}
        for number in range(GUESSES)
    ]

    with ThreadPoolExecutor(GUESSES) as sending:
        answers = list(sending.map(lambda given: doors.post("/subscribe", given), fields))
    doors.subscribe(email="last@town.example.gr")
    doors.next_to("last@town.example.gr")

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.url.path for answer in answers}) == 1
    assert [each["medium"] for each in doors.here.received()].count("sms") == 1
