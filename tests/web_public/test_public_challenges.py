"""The proof of work: each counts once, for ten minutes, and costs more while many are asked for."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from json import dumps, loads

import pytest

from tests.web_public.conftest import MAILBOX, PHONE, Opener, Pages
from web.tables import SPENT


def test_a_proof_counts_once(pages: Pages) -> None:
    proof = pages.proof()
    first = pages.subscribe(phone=PHONE, altcha=proof)

    again = pages.subscribe(phone="+306999999902", altcha=proof)

    assert (first.status_code, again.url.path) == (200, first.url.path)
    assert pages.letters("sms") == pages.letters("sms", 1)
    assert pages.rows("SELECT count(*) FROM code_page") == [(1,)]
    refused = pages.post("/link?lang=en", {"email": MAILBOX, "altcha": proof})
    assert (refused.status_code, "no longer valid" in refused.text) == (403, True)


def test_a_proof_goes_stale_after_ten_minutes(pages: Pages) -> None:
    proof = pages.proof()

    pages.clock.ahead = timedelta(minutes=11)

    assert pages.subscribe(phone=PHONE, altcha=proof).status_code == 403


@pytest.mark.parametrize(
    "proof", ["", "x", "e30=", "bnVsbA==", "W10=", "eyJjaGFsbGVuZ2UiOiJ4In0=", "Ω" * 9]
)
def test_a_visitor_without_a_proof_is_told_of_the_phone(quick_pages: Pages, proof: str) -> None:
    answer = quick_pages.post(
        "/subscribe?lang=en", {"phone": PHONE, "consent": "yes", "altcha": proof}
    )

    assert answer.status_code == 403
    assert "phone us and we will register you" in answer.text
    assert "15377" in answer.text


@pytest.mark.parametrize(
    ("name", "value"), [("cost", 2), ("expiresAt", 4_000_000_000), ("nonce", "00" * 16)]
)
def test_a_challenge_that_was_made_easier_is_refused(
    quick_pages: Pages, name: str, value: object
) -> None:
    proof = loads(b64decode(quick_pages.proof()))
    proof["challenge"]["parameters"][name] = value

    answer = quick_pages.subscribe(phone=PHONE, altcha=b64encode(dumps(proof).encode()).decode())

    assert answer.status_code == 403


def test_the_work_rises_with_the_load(open_pages: Opener) -> None:
    pages = open_pages(registration={"work": 10})
    soon = datetime.now(UTC) + timedelta(minutes=5)
    with pages.home.database.writing() as session:
        rows = [{"digest": bytes([each]) * 32, "expires_at": soon} for each in range(250)]
        session.execute(SPENT.insert(), rows)

    assert pages.get("/challenge").json()["parameters"]["cost"] == 40


def test_spent_challenges_are_forgotten_when_they_would_be_refused_anyway(pages: Pages) -> None:
    pages.subscribe(phone=PHONE)
    pages.clock.ahead = timedelta(minutes=9)
    fresh = pages.proof()

    pages.clock.ahead = timedelta(minutes=10, seconds=30)
    pages.subscribe(phone=PHONE, altcha=fresh)

    assert len(pages.rows("SELECT * FROM spent_challenge")) == 1


def test_a_program_passes_the_same_gates(pages: Pages) -> None:
    asked = {"phone": PHONE, "consent": True, "language": "en"}

    refused = pages.visitor.post("/api/subscribe", json=asked)
    taken = pages.visitor.post("/api/subscribe", json=asked | {"altcha": pages.proof()})

    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    handle = taken.json()["handle"]
    assert taken.json() == {"handle": handle, "next": f"/code/{handle}"}
