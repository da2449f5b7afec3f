"""Nobody comes in without a token that may: every route, every role and every scope."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from runtime import Home, Right
from staff import Role, rights_of
from staff.tokens import all_tokens
from tests.loopback import visit
from tests.web_admin.conftest import Bureau, Program, until
from web.admin import admin
from web.admin.guards import OPEN, Guarded, needs_of
from web.monitoring import add_monitoring
from web.snapshot import ProcessHealth

BODIES = {"/v1/residents/import": (b"x", "text/csv"), "/v1/areas": (b"{}", "application/geo+json")}


def routes(home: Home) -> list[Guarded]:
    return [route for route in admin(home, lambda: None).routes if isinstance(route, Guarded)]


def asked(program: Program, route: Guarded, client: httpx.Client) -> int:
    """What a request for nothing that exists is answered."""
    path = route.path.replace("{number}", "999999").replace("{name}", "nothing")
    [method] = route.methods or set[str]()
    content, kind = BODIES.get(route.path, (b"{}", "application/json"))
    headers = {"Authorization": f"Bearer {program.token}"} if program.token else {}
    if method == "GET":
        return client.get(path, headers=headers).status_code
    return client.request(
        method, path, content=content, headers={**headers, "Content-Type": kind}
    ).status_code


def refusals(bureau: Bureau, program: Program) -> Iterator[tuple[Guarded, int]]:
    with visit(bureau.url) as client:
        for route in routes(bureau.home):
            yield route, asked(program, route, client)


def test_a_route_declares_its_right_except_those_of_monitors(
    small_bureau: Bureau,
) -> None:
    app = add_monitoring(
        admin(small_bureau.home, lambda: None),
        ProcessHealth(small_bureau.home, None),  # type: ignore[arg-type]
        CollectorRegistry(),
    )

    unguarded = {
        getattr(route, "path", "") for route in app.routes if not isinstance(route, Guarded)
    }

    assert unguarded == OPEN
    assert all(needs_of(route).rights for route in routes(small_bureau.home))
    assert len(routes(small_bureau.home)) > 40


def test_a_route_without_a_right_cannot_be_made() -> None:
    router = APIRouter(route_class=Guarded)

    with pytest.raises(LookupError):
        router.get("/v1/secrets")(lambda: "open")


def test_a_route_that_changes_something_takes_a_key(small_bureau: Bureau) -> None:
    document = Program(small_bureau.url, "").gets("/openapi.json").json()

    keyless = {
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "get"
        and "Idempotency-Key" not in {each["name"] for each in operation.get("parameters", ())}
    }

    assert keyless == {
        "post /v1/templates/{name}/preview",
        "post /v1/schedules/preview",
        "post /v1/alerts/{number}/corrections/preview",
        "post /v1/residents/find",
    }


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_routes_and_no_other(small_bureau: Bureau, role: Role) -> None:
    program = small_bureau.someone(f"the {role}", role)

    for route, status in refusals(small_bureau, program):
        may = needs_of(route).opens_to(rights_of(role))
        assert (status == 403) is not may, f"{role} {route.methods} {route.path}: {status}"
        assert status not in {401, 500}


@pytest.mark.parametrize("right", Right)
def test_a_scope_opens_only_the_routes_that_need_it(small_bureau: Bureau, right: Right) -> None:
    program = small_bureau.program(1, right)

    for route, status in refusals(small_bureau, program):
        may = needs_of(route).opens_to(frozenset({right}))
        assert (status == 403) is not may, f"{right} {route.methods} {route.path}: {status}"


@pytest.mark.parametrize("token", ["", "toc_1_" + "0" * 48, "nonsense", "toc_99999_" + "a" * 48])
def test_a_request_without_a_known_token_is_refused(small_bureau: Bureau, token: str) -> None:
    found = {status for _, status in refusals(small_bureau, Program(small_bureau.url, token))}

    assert found == {401}


def test_a_revoked_or_expired_token_opens_nothing_from_that_moment(
    small_bureau: Bureau,
) -> None:
    revoked, short = small_bureau.program(1), small_bureau.program(1, days=1)
    number = re.findall(r"\d+", revoked.token)[0]

    answered = revoked.asks("DELETE", f"/v1/staff/tokens/{number}")
    small_bureau.now += timedelta(days=2)

    assert answered.status_code == 200
    assert [revoked.gets("/v1/me").status_code, short.gets("/v1/me").status_code] == [401, 401]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "token={token}"},
        {"Authorization": "Basic {token}"},
        {"Authorization": "{token}"},
        {"Authorization": "Bearer {token}x"},
    ],
)
def test_a_token_counts_as_a_bearer_alone(admins: Program, headers: dict[str, str]) -> None:
    stranger = Program(admins.url, "")

    answer = stranger.asks(
        "GET", "/v1/me", **{n: v.format(token=admins.token) for n, v in headers.items()}
    )

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_missing_right_is_said_before_the_body_is_read(small_bureau: Bureau) -> None:
    viewer = small_bureau.someone("viewer", Role.VIEWER)

    answer = viewer.posts("/v1/staff/tokens", b"\xff not JSON")

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:tocsin:problem:not-allowed"
    assert "insufficient_scope" in answer.headers["www-authenticate"]


def test_a_tokens_last_use_is_noted_once_a_minute(small_bureau: Bureau) -> None:
    program = small_bureau.program(1)

    def last_used() -> datetime | None:
        with small_bureau.home.database.reading() as session:
            return all_tokens(session)[0].last_used_at

    program.gets("/v1/me")
    first = small_bureau.now
    until(lambda: last_used() == first)
    small_bureau.now += timedelta(seconds=59)
    program.gets("/v1/me")
    program.gets("/v1/me")

    assert last_used() == first
