"""A request with a key happens once, however often and however fast it is repeated."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from runtime.keys import SealedPlace
from staff import Role
from tests.web_admin.conftest import EVERYWHERE, Bureau, Program, at_once, until
from web.admin.idempotency import KEPT

PLACE = {**EVERYWHERE, "everywhere": False, "areas": ["panorama"]}


def alerts(program: Program) -> list[int]:
    return [each["alert"] for each in program.gets("/v1/alerts").json()["alerts"]]


def kept(bureau: Bureau) -> list[object]:
    with bureau.home.database.reading() as session:
        return list(session.execute(KEPT.select()).all())


def test_ten_requests_at_once_with_a_key_make_one_alert(bureau: Bureau) -> None:
    program = bureau.program(1)

    answers = at_once([partial(program.posts, "/v1/alerts", EVERYWHERE, "snow-17")] * 10)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len([answer for answer in answers if "idempotency-replayed" not in answer.headers]) == 1
    assert alerts(program) == [1]


def test_ten_sends_at_once_with_one_key_send_once(bureau: Bureau) -> None:
    program = bureau.program(1)
    number = program.drafts()

    answers = at_once(
        [partial(program.posts, f"/v1/alerts/{number}/send", program.order(number), "go")] * 10
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len(bureau.rung) == 1
    journal = program.gets("/v1/journal?limit=200").json()["entries"]
    assert [entry["action"] for entry in journal].count("alert.issued") == 1


@pytest.mark.parametrize("path", ["/v1/alerts", "/v1/staff/members"])
def test_a_key_stands_for_one_request_alone(bureau: Bureau, path: str) -> None:
    program = bureau.program(1)
    program.posts("/v1/alerts", EVERYWHERE, "snow-17")

    other = program.posts(
        path, PLACE if path == "/v1/alerts" else {"name": "Νίκος", "role": "author"}, "snow-17"
    )

    assert other.status_code == 409
    assert "POST /v1/alerts" in other.json()["detail"]
    assert alerts(program) == [1]


def test_two_members_may_have_the_same_key(bureau: Bureau) -> None:
    first, second = bureau.program(1), bureau.someone("Νίκος", Role.AUTHOR)

    numbers = [first.drafts(key="snow-17"), second.drafts(key="snow-17")]

    assert numbers == [1, 2]


def test_a_refused_request_leaves_its_key_free(bureau: Bureau) -> None:
    program = bureau.program(1)

    refused = program.posts("/v1/alerts", {**EVERYWHERE, "template": "snwo"}, "snow-17")
    carried_out = program.posts("/v1/alerts", EVERYWHERE, "snow-17")

    assert [refused.status_code, carried_out.status_code] == [422, 201]


def test_a_key_is_free_again_after_a_week(bureau: Bureau) -> None:
    program = bureau.program(1)
    program.drafts(key="snow-17")

    bureau.now += timedelta(days=8)

    assert program.drafts(key="snow-17") == 2


def test_answers_are_let_go_of_after_a_week(bureau: Bureau) -> None:
    program = bureau.program(1)
    program.drafts(key="snow-17")

    bureau.now += timedelta(days=8)

    # A visit tidies up as a courtesy only, and leaves it to the next while the database is busy.
    until(lambda: program.gets("/v1/me") and kept(bureau) == [])


def test_a_token_is_told_once_and_kept_under_no_key(bureau: Bureau) -> None:
    program = bureau.program(1)
    wanted = {"member": 1, "expires_at": "2027-06-30T00:00:00Z"}

    first, again = (program.posts("/v1/staff/tokens", wanted, program.token) for _ in range(2))

    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == {"id": first.json()["id"], "value": None}
    with bureau.home.database.reading() as session:
        rows = str(session.execute(text("SELECT * FROM idempotency")).all())
        row = session.execute(KEPT.select()).one()
    place = SealedPlace("idempotency.answer", row.key)
    stored = rows + bureau.home.keys.open(row.answer, place)
    assert row.act == "POST /v1/staff/tokens"
    assert first.json()["value"][8:] not in stored
    assert program.token[8:] not in stored


def test_a_resident_leaves_nothing_readable_behind_a_key(bureau: Bureau) -> None:
    program = bureau.program(1)
    anna = {
        "contacts": ["6900000077"],
        "consent": {"source": "form", "at": "2026-03-31"},
        "name": "Άννα",
    }

    numbers = [program.posts("/v1/residents", anna, "anna").json()["id"] for _ in range(2)]

    assert numbers[0] == numbers[1]
    with bureau.home.database.reading() as session:
        kept = session.execute(KEPT.select()).one()
    place = SealedPlace("idempotency.answer", kept.key)
    assert bureau.home.keys.open(kept.answer, place) == f'{{"id":{numbers[0]}}}'


@pytest.mark.parametrize("key", ["", "x" * 121, "a b"])
def test_a_key_is_up_to_120_visible_characters(admins: Program, key: str) -> None:
    answer = admins.asks("POST", "/v1/alerts", EVERYWHERE, **{"Idempotency-Key": key})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"
