"""What a program is shown is what it confirms, what changes nothing voids nothing, and what it is
told it can use."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

import web
from runtime import Problem
from staff import Role
from tests.web_admin.conftest import EVERYWHERE, SNOW, STORM, Bureau, Program

PLAN = {
    "name": "bins",
    "template": "snow",
    "everywhere": True,
    "cron": "30 7 * * MON",
    "values": {"from": "occurrence+1h", "until": "occurrence+9h"},
}
MARIA = {
    "contacts": ["6900000077"],
    "groups": ["Αιμοκάθαρση"],
    "consent": {"source": "form", "at": "2026-03-31"},
}
FLAG = re.compile(r"(?<![\w-])--[a-z]")
# Whoever starts a process, or sits at a terminal, meets these.
NO_PROGRAM = {"NoOperatorContacts", "CannotListen", "HasSecondFactor", "TooLate"}
ROOMS = {"alerts", "areas", "subscribers", "templates", "delivery", "staff", web.__name__}


def kinds(above: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for kind in above.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_no_program_is_told_of_an_option_of_the_terminal() -> None:
    met = {kind for kind in kinds() if kind.__module__.partition(".")[0] in ROOMS}
    told = {kind.__name__: kind.__new__(kind).advice for kind in met}

    assert {name for name, advice in told.items() if FLAG.search(advice)} <= NO_PROGRAM


@pytest.mark.parametrize(
    "changed",
    [{"late": "send"}, {"stale_after": "4h"}, {"name": "other"}, {"cron": "31 7 * * MON"}],
)
def test_a_schedule_is_kept_exactly_as_previewed(admins: Program, changed: dict[str, str]) -> None:
    seen = admins.posts("/v1/schedules/preview", PLAN).json()
    order = {**PLAN, "content_hash": seen["content_hash"], "expect": seen["expect"]}

    refused = admins.posts("/v1/schedules", {**order, **changed})
    kept = admins.posts("/v1/schedules", order)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:tocsin:problem:plan-changed")
    assert kept.status_code == 201


def test_a_moment_that_has_moved_since_the_preview_is_refused(
    small_bureau: Bureau, admins: Program
) -> None:
    once = {**PLAN, "at": "+3h"}
    del once["cron"]
    seen = admins.posts("/v1/schedules/preview", once).json()
    order = {**once, "content_hash": seen["content_hash"], "expect": seen["expect"]}
    small_bureau.now = small_bureau.now.replace(minute=(small_bureau.now.minute + 7) % 60)

    assert admins.posts("/v1/schedules", order).json()["type"] == "urn:tocsin:problem:plan-changed"


@pytest.mark.parametrize("template", ["false_alarm", "all_clear"])
@pytest.mark.parametrize("path", ["/v1/schedules/preview", "/v1/alerts"])
def test_a_correction_is_no_schedule_and_no_alert(
    admins: Program, path: str, template: str
) -> None:
    wanted = {**PLAN, "template": template, "values": {}}
    if path == "/v1/alerts":
        wanted = {"template": template, "everywhere": True}

    assert admins.posts(path, wanted).json()["type"] == "urn:tocsin:problem:only-corrects"


def test_a_draft_comes_with_its_forecast(admins: Program) -> None:
    drafted = admins.posts("/v1/alerts", EVERYWHERE).json()
    path = f"/v1/alerts/{drafted['alert']}"
    edited = admins.asks("PATCH", path, {"values": {"until": "2031-01-13 14:00"}}).json()

    assert drafted["forecast"]["recipients"] == 2
    assert edited["forecast"] == admins.gets(f"{path}/forecast").json()
    assert edited["forecast"]["content_hash"] == edited["content_hash"] != drafted["content_hash"]


def test_an_alert_shows_what_would_take_it_back(admins: Program) -> None:
    number = admins.drafts()
    before = admins.gets(f"/v1/alerts/{number}").json()["correction"]
    admins.sends(number)

    ready = admins.gets(f"/v1/alerts/{number}").json()["correction"]

    assert before is None
    assert {each["values"]["situation"] for each in ready} >= {"danger_remains", "no_danger"}


@pytest.mark.parametrize(
    "changes", [{}, {"values": {}}, {"values": {"until": SNOW["until"]}}, {"everywhere": True}]
)
def test_an_edit_without_a_change_voids_no_submission(
    admins: Program, changes: dict[str, object]
) -> None:
    number = admins.drafts(STORM)
    waiting = admins.posts(f"/v1/alerts/{number}/submit").json()

    answer = admins.asks("PATCH", f"/v1/alerts/{number}", changes)

    assert answer.status_code == 200
    after = admins.gets(f"/v1/alerts/{number}").json()
    assert (after["state"], after["submitted_at"]) == ("pending_approval", waiting["submitted_at"])


def test_an_edit_that_says_something_else_voids_what_was_decided(admins: Program) -> None:
    number = admins.drafts(STORM)
    admins.posts(f"/v1/alerts/{number}/submit")

    changed = admins.asks(
        "PATCH", f"/v1/alerts/{number}", {"values": {"until": "2031-01-13 13:00"}}
    ).json()

    assert (changed["state"], changed["submitted_at"]) == ("draft", None)


def test_staff_are_told_once_of_what_is_submitted_twice(watched_bureau: Bureau) -> None:
    author, other = (watched_bureau.someone(name, Role.AUTHOR) for name in ("Νίκος", "Άννα"))
    number = author.drafts(STORM)
    first, second = (each.posts(f"/v1/alerts/{number}/submit").json() for each in (author, other))

    assert (first["state"], second["state"]) == ("pending_approval",) * 2
    with watched_bureau.home.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM dispatch")) == 1


def test_the_first_submitter_stays_excluded_after_another_submission(
    bureau: Bureau,
) -> None:
    author, second, third = (
        bureau.someone(name, role)
        for name, role in (("Νίκος", Role.AUTHOR), ("Άννα", Role.APPROVER), ("Εύα", Role.APPROVER))
    )
    number = author.drafts(STORM)
    for each in (second, third):
        each.posts(f"/v1/alerts/{number}/submit")

    refused = second.posts(f"/v1/alerts/{number}/approve", second.order(number))

    assert refused.json()["type"] == "urn:tocsin:problem:own-words"


def test_a_correction_in_which_something_is_left_open_is_refused(admins: Program) -> None:
    number = admins.drafts()
    admins.sends(number)

    refused = admins.posts(f"/v1/alerts/{number}/corrections/preview", {"kind": "cancel"})
    choices = admins.gets(f"/v1/alerts/{number}/correction")

    assert (refused.status_code, refused.json()["type"]) == (422, "urn:tocsin:problem:not-decided")
    assert refused.json()["errors"][0]["pointer"] == "#/values/situation"
    assert choices.status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "pointers"),
    [
        (
            "/v1/alerts",
            {**EVERYWHERE, "values": {"from": "nonsense", "until": "20:00"}},
            ["#/values/from"],
        ),
        ("/v1/alerts", {**EVERYWHERE, "values": {}}, ["#/values/from", "#/values/until"]),
        (
            "/v1/alerts",
            {**EVERYWHERE, "values": {**SNOW, "from": SNOW["until"]}},
            ["#/values/until"],
        ),
        ("/v1/alerts", {**EVERYWHERE, "values": {**SNOW, "anna@example.gr": "x"}}, ["#/values"]),
        ("/v1/alerts", {**EVERYWHERE, "template": "snwo"}, ["#/template"]),
        (
            "/v1/alerts",
            {"template": "snow", "values": SNOW, "areas": ["panorama", "panoramma"]},
            ["#/areas/1"],
        ),
        (
            "/v1/alerts",
            {"template": "snow", "values": SNOW, "groups": ["volunters"]},
            ["#/groups/0"],
        ),
        ("/v1/schedules/preview", {**PLAN, "cron": "every day"}, ["#/cron"]),
        ("/v1/schedules/preview", {**PLAN, "stale_after": "soon"}, ["#/stale_after"]),
        ("/v1/schedules/preview", {**PLAN, "values": {"from": "occurrence+x"}}, ["#/values/from"]),
        ("/v1/schedules/preview", {**PLAN, "name": "a b"}, ["#/name"]),
        ("/v1/residents", {**MARIA, "contacts": ["6900000078", "2310000000"]}, ["#/contacts/1"]),
        ("/v1/residents", {**MARIA, "groups": ["a;b"]}, ["#/groups/0"]),
        ("/v1/residents", {**MARIA, "language": "klingon"}, ["#/language"]),
        ("/v1/residents", {**MARIA, "zones": ["nowhere"]}, ["#/zones/0"]),
        ("/v1/residents", {**MARIA, "consent": {"source": "form", "at": "soon"}}, ["#/consent/at"]),
    ],
)
def test_a_value_that_cannot_be_read_is_pointed_at(
    admins: Program, path: str, body: dict[str, object], pointers: list[str]
) -> None:
    answer = admins.posts(path, body)

    assert answer.status_code in {404, 422}
    assert [fault["pointer"] for fault in answer.json()["errors"]] == pointers
    assert all(fault["detail"] for fault in answer.json()["errors"])
    assert not FLAG.search(answer.text), answer.text


@pytest.mark.parametrize(
    ("groups", "pointer"), [(["volunters"], "#/remove_groups/0"), ([","], "#/remove_groups")]
)
def test_a_group_to_leave_is_pointed_at_where_it_stands(
    admins: Program, groups: list[str], pointer: str
) -> None:
    number = admins.posts("/v1/residents", MARIA).json()["id"]

    answer = admins.asks("PATCH", f"/v1/residents/{number}", {"remove_groups": groups})

    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("at", ["nonsense", "2031-01-12T07:31"])
def test_a_moment_at_which_nothing_fires_is_pointed_at(admins: Program, at: str) -> None:
    seen = admins.posts("/v1/schedules/preview", PLAN).json()
    admins.posts("/v1/schedules", PLAN | {name: seen[name] for name in ("content_hash", "expect")})

    answer = admins.posts("/v1/schedules/bins/skip", {"at": at})

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["#/at"]


def test_an_unknown_schedule_is_no_fault_of_the_moment(admins: Program) -> None:
    answer = admins.posts("/v1/schedules/nothing/skip", {"at": "2031-01-12T07:30"})

    assert (answer.status_code, "errors" in answer.json()) == (404, False)


def test_a_program_sends_to_a_group(admins: Program) -> None:
    number = admins.posts("/v1/residents", MARIA).json()["id"]
    drafted = admins.posts(
        "/v1/alerts", {"template": "snow", "values": SNOW, "groups": ["ΑΙΜΟΚΑΘΑΡΣΗ"]}
    ).json()
    sent = admins.sends(drafted["alert"]).json()
    told = admins.gets(f"/v1/alerts/{drafted['alert']}/report").json()

    assert (
        drafted["forecast"]["for_groups"] == drafted["groups"] == told["groups"] == ["Αιμοκάθαρση"]
    )
    assert [each["recipients"] for each in (drafted["forecast"], sent, told)] == [1, 1, 1]
    assert admins.gets("/v1/residents/groups").json() == {
        "groups": [{"name": "Αιμοκάθαρση", "residents": 1, "reachable": 1}]
    }
    admins.asks("PATCH", f"/v1/residents/{number}", {"remove_groups": ["αιμοκαθαρση"]})
    assert admins.gets(f"/v1/residents/{number}").json()["groups"] == []


def test_a_program_widens_a_group_to_everybody_only_explicitly(admins: Program) -> None:
    admins.posts("/v1/residents", MARIA)
    number = admins.drafts({"template": "snow", "values": SNOW, "groups": ["Αιμοκάθαρση"]})

    refused = admins.asks("PATCH", f"/v1/alerts/{number}", {"groups": []})
    widened = admins.asks("PATCH", f"/v1/alerts/{number}", {"groups": [], "everywhere": True})

    assert (refused.status_code, refused.json()["type"]) == (
        422,
        "urn:tocsin:problem:for-everybody",
    )
    assert (widened.json()["groups"], widened.json()["forecast"]["recipients"]) == ([], 3)
