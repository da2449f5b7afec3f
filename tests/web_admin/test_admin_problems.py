"""Whatever goes wrong is one problem document, in the terminal's words, and never a 500."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.web_admin.conftest import EVERYWHERE, Bureau, Program
from tests.web_admin.test_admin_guard import routes

HUGE = "9" * 5000


def test_a_problem_says_what_happened_and_what_to_do_next(admins: Program) -> None:
    answer = admins.gets("/v1/alerts/77")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:tocsin:problem:unknown-alert",
        "title": "Unknown alert",
        "status": 404,
        "detail": "There is no alert '77'.",
        "advice": "`tocsin alerts list` shows the alerts there are.",
    }


def test_an_unknown_address_and_a_wrong_method_are_problems_too(admins: Program) -> None:
    nowhere, wrong = admins.gets("/v1/nowhere"), admins.asks("PUT", "/v1/alerts")

    assert [nowhere.status_code, wrong.status_code] == [404, 405]
    assert wrong.headers["allow"] == "GET, POST"
    assert {each.headers["content-type"] for each in (nowhere, wrong)} == {
        "application/problem+json"
    }


def test_a_fault_of_a_request_has_a_pointer_without_value(admins: Program) -> None:
    wanted = {
        "template": 7,
        "areas": ["panorama", 3],
        "everywhere": "yes",
        "phone": "+306999999999",
    }

    answer = admins.posts("/v1/alerts", wanted)

    named = {fault["pointer"] for fault in answer.json()["errors"]}
    assert named == {"#/template", "#/areas/1", "#/everywhere", "#/phone"}
    assert "306999999999" not in answer.text


def test_a_fault_in_the_query_names_the_parameter(admins: Program) -> None:
    answer = admins.gets("/v1/alerts?limit=201")

    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["limit"]


def test_an_alert_must_say_where_it_goes(admins: Program) -> None:
    nowhere = admins.posts("/v1/alerts", {**EVERYWHERE, "everywhere": False})
    both = admins.posts("/v1/alerts", {**EVERYWHERE, "areas": ["panorama"]})

    assert [nowhere.status_code, both.status_code] == [422, 422]
    assert "everywhere" in nowhere.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"template": "snow\\u0000", "everywhere": true}',
        b'{"template": "snow", "values": {"\\ud800": "x"}, "everywhere": true}',
        b'{"template": "snow", "values": {"from": "\\udfff"}, "everywhere": true}',
        b'{"template": "sn\xff\xfe", "everywhere": true}',
        b'{"template": ',
        b"[" * 100_000,
        b'{"template": NaN}',
        b'{"expect": ' + HUGE.encode() + b"}",
    ],
)
def test_a_body_that_cannot_be_read_is_refused(admins: Program, body: bytes) -> None:
    answer = admins.asks("POST", "/v1/alerts", body, **{"Content-Type": "application/json"})

    assert answer.status_code == 400, answer.text
    assert answer.json()["type"] == "urn:tocsin:problem:unreadable"


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/alerts/{HUGE[:4500]}",
        "/v1/alerts/2147483648",
        "/v1/alerts/0",
        "/v1/alerts/-1",
        "/v1/alerts/x",
        "/v1/alerts?after=%00",
        "/v1/residents?find=%00",
        "/v1/alerts?after=!",
        "/v1/alerts?after=YWxlcnRzOjA",
        "/v1/alerts?after=am91cm5hbDo1",
        "/v1/schedules/%00",
        "/v1/schedules/" + "x" * 61,
        "/v1/templates/%FF",
        "/v1/alerts/1/deliveries?state=lost",
        "/v1/schedules/x/simulate?from=0001-01-01T00:00",
        "/v1/journal/verify?anchor=1:zz",
        "/v1/alerts?limit=" + HUGE[:4500],
    ],
)
def test_an_address_that_means_nothing_is_refused(admins: Program, path: str) -> None:
    answer = admins.gets(path)

    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_another_type_or_too_large_is_refused(admins: Program) -> None:
    text = admins.asks("POST", "/v1/alerts", b"template=snow", **{"Content-Type": "text/plain"})
    untold = admins.asks("POST", "/v1/alerts", b"{}")
    large = admins.posts("/v1/alerts", {"template": "x" * (1 << 20)})

    assert [text.status_code, untold.status_code, large.status_code] == [415, 415, 413]


def test_a_defect_of_ours_is_admitted_without_its_words(
    small_bureau: Bureau, admins: Program
) -> None:
    with small_bureau.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO elsewhere"))
    answer = admins.gets("/v1/alerts")

    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:tocsin:problem:defect"
    assert "elsewhere" not in answer.text
    assert "alert" not in answer.json()["detail"]


def test_no_answer_can_be_framed_sniffed_or_kept(admins: Program) -> None:
    answers = [
        admins.gets(path) for path in ("/v1/me", "/v1/nowhere", "/openapi.json", "/v1/alerts/x")
    ]

    for answer in answers:
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_host_header_counts_for_nothing(admins: Program) -> None:
    plain = admins.posts("/v1/alerts", EVERYWHERE).json()
    lured = admins.asks("POST", "/v1/alerts", EVERYWHERE, Host="evil.example").json()

    assert "evil.example" not in json.dumps(lured)
    assert _unnumbered(lured) == _unnumbered(plain)


def _unnumbered(alert: dict[str, Any]) -> str:
    """Its words, but for its own number."""
    return json.dumps(alert["wordings"]).replace(alert["public_number"], "")


def test_a_cross_origin_page_is_told_nothing(admins: Program) -> None:
    asked = httpx.options(
        f"{admins.url}/v1/alerts",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
    )

    assert asked.status_code == 405
    assert not [name for name in asked.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("asked", "name", "said"),
    [
        ("residents/import?dryrun=true", "dryrun", "`dry_run`"),
        ("residents/import?Dry-Run=1", "Dry-Run", "`dry_run`"),
        (
            "residents/import?dry_run=true&key=x",
            "key",
            "It takes `dry_run`, `encoding`, `update`, `replace`.",
        ),
        ("residents/import?test", "test", "It takes `dry_run`, `encoding`, `update`, `replace`."),
        (
            "residents/import?anna@example.gr=1",
            "(another)",
            "It takes `dry_run`, `encoding`, `update`, `replace`.",
        ),
        ("residents?dry_run=true", "dry_run", "It takes none."),
        ("alerts?state=draft", "state", "It takes none."),
    ],
)
def test_an_unknown_parameter_is_refused_with_the_nearest_name(
    small_bureau: Bureau, asked: str, name: str, said: str
) -> None:
    rows = b"name,language,phone,email,zones,groups,topics,consent_source,consent_at\nA,el,6900000088,,,,,form,2026-03-31\n"
    kind = "text/csv" if "import" in asked else "application/json"

    answer = small_bureau.program(1).asks("POST", f"/v1/{asked}", rows, **{"Content-Type": kind})

    assert (answer.status_code, answer.json()["type"]) == (
        422,
        "urn:tocsin:problem:unknown-parameter",
    )
    assert answer.json()["errors"][0]["parameter"] == name
    assert said in answer.json()["detail"]
    assert "anna@example.gr" not in answer.text


@pytest.mark.parametrize(
    "asked", ["dry_run=true&dry_run=true", "dry_run=false&update=true&dry_run=true"]
)
def test_a_parameter_that_is_given_twice_is_refused(admins: Program, asked: str) -> None:
    answer = admins.asks(
        "POST", f"/v1/residents/import?{asked}", b"x", **{"Content-Type": "text/csv"}
    )

    assert (answer.status_code, answer.json()["type"]) == (
        422,
        "urn:tocsin:problem:doubled-parameter",
    )
    assert answer.json()["errors"] == [
        {"detail": "The parameter `dry_run` is given 2 times.", "parameter": "dry_run"}
    ]


@pytest.mark.parametrize(
    ("method", "path", "kind", "body"),
    [
        (
            "POST",
            "/v1/alerts",
            "application/json",
            '{"template": "snow", "everywhere": true, "everywhere": false}',
        ),
        (
            "POST",
            "/v1/alerts",
            "application/json",
            '{"template": "snow", "values": {"from": "1", "from": "2"}}',
        ),
        (
            "PUT",
            "/v1/areas",
            "application/geo+json",
            '{"type": "FeatureCollection", "features": [], "features": []}',
        ),
        (
            "POST",
            "/v1/residents/find",
            "application/json",
            '{"anna@example.gr": 1, "anna@example.gr": 1}',
        ),
    ],
)
def test_a_key_that_stands_twice_is_refused(
    admins: Program, method: str, path: str, kind: str, body: str
) -> None:
    answer = admins.asks(method, path, body.encode(), **{"Content-Type": kind})

    assert answer.status_code == 422
    assert "stands twice in one object" in answer.json()["detail"]
    assert "anna@example.gr" not in answer.text


def test_every_route_refuses_a_parameter_it_does_not_take(small_bureau: Bureau) -> None:
    program = small_bureau.program(1)
    listed = [route for route in routes(small_bureau.home) if route.methods == {"GET"}]

    answers = {
        route.path: program.gets(route.path.format(number=1, name="x") + "?limitt=1").status_code
        for route in listed
    }

    assert len(answers) > 15
    assert set(answers.values()) == {422}
