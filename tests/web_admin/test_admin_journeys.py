"""From a draft to its report over the API, and the same alert by terminal and by API is the
same."""

import json
from datetime import datetime

from sqlalchemy import text

from alerts import Office, find_alert, wordings_of_alert
from alerts.audience import forecast_draft
from alerts.composing import AlertRequest, compose_draft
from alerts.issuing import issue_alert
from alerts.public_numbers import EXAMPLE
from alerts.reports import make_report
from alerts.states import Reach
from console.alerts.history import alert_json, staff_names
from console.terminal.live import deliver
from console.terminal.preview_json import forecast_json
from delivery.status import list_deliveries
from runtime import LOCAL_OPERATOR
from staff import Role
from tests.web_admin.conftest import EVERYWHERE, SNOW, Bureau, Program

PANORAMA: dict[str, object] = {
    "template": "snow",
    "values": SNOW,
    "areas": ["Πανόραμα"],
    "reach": "all",
}


def same(told: object) -> object:
    """JSON with its moments read, since Z and +00:00 are one."""
    if isinstance(told, dict):
        return {name: same(value) for name, value in told.items()}
    if isinstance(told, list):
        return [same(each) for each in told]
    try:
        return datetime.fromisoformat(told) if isinstance(told, str) and len(told) > 18 else told
    except ValueError:
        return told


def by_terminal(bureau: Bureau, request: AlertRequest) -> int:
    office = Office.of(bureau.home)
    with bureau.home.database.writing() as session:
        composed = compose_draft(session, request, office, now=bureau.now)
        number = issue_alert(session, composed, office, by=LOCAL_OPERATOR, now=bureau.now).alert.id
        assert number is not None
    return number


def said_to(
    bureau: Bureau, number: int
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The words, but for its own number, and the audience of an issued alert."""
    with bureau.home.database.reading() as session:
        alert = find_alert(session, str(number))
        words = [
            (
                each.medium,
                each.language,
                each.subject,
                each.text.replace(alert.public_number, EXAMPLE),
            )
            for each in wordings_of_alert(session, alert)
        ]
        told = list_deliveries(session, bureau.home.keys, alert.dispatch_id or 0)
        return sorted(words), sorted((each.contact_id, each.medium, each.language) for each in told)


def facts_of(program: Program, number: int) -> list[tuple[str, dict[str, object]]]:
    """What the journal says of an alert; the hash of its content has its own number in it."""
    journal = program.gets("/v1/journal?limit=200").json()["entries"]
    return [
        (entry["action"], {**entry["facts"], "content": ""})
        for entry in journal
        if entry["subject"] == f"alert:{number}"
    ]


def test_an_alert_goes_from_draft_to_report(bureau: Bureau) -> None:
    author = bureau.someone("Νίκος", Role.AUTHOR)

    number = author.drafts({**EVERYWHERE, "reach": "all"})
    expected = author.gets(f"/v1/alerts/{number}/forecast").json()
    sent = author.sends(number)
    with bureau.home.database.reading() as session:
        dispatch = find_alert(session, str(number)).dispatch_id
    deliver(bureau.home, [dispatch or 0])
    told = author.gets(f"/v1/alerts/{number}/report").json()

    assert (expected["recipients"], expected["messages"], sent.status_code) == (2, 3, 200)
    assert (told["state"], told["by_state"], told["messages"]) == ("sent", {"accepted": 3}, 3)
    assert author.gets(f"/v1/alerts/{number}/deliveries").json() == {"deliveries": [], "next": ""}


def test_an_edited_draft_says_something_else(bureau: Bureau) -> None:
    author = bureau.someone("Νίκος", Role.AUTHOR)
    number = author.drafts()
    before = author.gets(f"/v1/alerts/{number}").json()

    edit = {"values": {"until": "2031-01-14 09:00"}, "areas": ["panorama"], "media": ["sms"]}
    after = author.asks("PATCH", f"/v1/alerts/{number}", edit).json()

    assert (after["areas"], after["media"], after["values"]["from"]) == (
        ["panorama"],
        ["sms"],
        before["values"]["from"],
    )
    assert after["content_hash"] != before["content_hash"]


def test_an_alert_by_terminal_equals_an_alert_by_api(bureau: Bureau) -> None:
    program = bureau.program(1)
    bureau.resident("6900000003")

    typed = by_terminal(bureau, AlertRequest("snow", SNOW, ("Πανόραμα",), (), Reach.ALL))
    sent = program.drafts(PANORAMA)
    program.sends(sent)

    assert said_to(bureau, typed) == said_to(bureau, sent)
    assert facts_of(program, typed) == facts_of(program, sent)
    assert [action for action, _ in facts_of(program, sent)] == ["alert.drafted", "alert.issued"]


def test_forecast_alert_and_report_have_the_fields_of_the_terminal(bureau: Bureau) -> None:
    program, office = bureau.program(1), Office.of(bureau.home)
    number = program.drafts()
    seen = program.gets(f"/v1/alerts/{number}/forecast").json()
    program.sends(number)

    with bureau.home.database.reading() as session:
        alert = find_alert(session, str(number))
        draft = compose_draft(
            session,
            AlertRequest("snow", SNOW),
            office,
            now=bureau.now,
            public_number=alert.public_number,
        )
        typed = forecast_json(draft, forecast_draft(session, bureau.home.keys, draft, office))
        shown = alert_json(alert, staff_names(session, [alert]))
        reported = make_report(session, alert, office).as_json()

    del seen["content_hash"], seen["second_person"]
    assert same(seen) == same(json.loads(json.dumps(typed)))
    assert same(program.gets("/v1/alerts").json()["alerts"]) == same(
        [json.loads(json.dumps(shown))]
    )
    assert same(program.gets(f"/v1/alerts/{number}/report").json()) == same(
        json.loads(json.dumps(reported))
    )


def test_the_alerts_are_paged_from_the_newest(admins: Program) -> None:
    for _ in range(5):
        admins.drafts()

    pages: list[list[int]] = []
    after = ""
    while not pages or after:
        answer = admins.gets(f"/v1/alerts?limit=2&after={after}").json()
        pages.append([each["alert"] for each in answer["alerts"]])
        after = answer["next"]

    assert pages == [[5, 4], [3, 2], [1]]


def test_the_messages_that_reached_nobody_are_paged_and_masked(bureau: Bureau) -> None:
    from delivery.tables import DELIVERIES

    program = bureau.program(1)
    number = program.drafts({**EVERYWHERE, "reach": "all"})
    program.sends(number)
    with bureau.home.database.writing() as session:
        session.execute(DELIVERIES.update().values(state="refused"))

    first = program.gets(f"/v1/alerts/{number}/deliveries?limit=2").json()
    second = program.gets(f"/v1/alerts/{number}/deliveries?limit=2&after={first['next']}").json()

    assert [len(first["deliveries"]), len(second["deliveries"]), second["next"]] == [2, 1, ""]
    assert {each["address"] for each in [*first["deliveries"], *second["deliveries"]]} == {
        "+3069••••001",
        "+3069••••002",
        "a••@example.gr",
    }


def test_an_unknown_message_is_resent_by_a_program(bureau: Bureau) -> None:
    author = bureau.someone("Νίκος", Role.AUTHOR)
    number = author.drafts()
    expected = author.gets(f"/v1/alerts/{number}/forecast").json()["recipients"]
    author.sends(number)
    with bureau.home.database.writing() as session:
        session.execute(text("UPDATE delivery SET state = 'unknown', attempt = 1"))

    nothing = author.posts(f"/v1/alerts/{number}/resend", {"what": "failed", "expect": 1})
    again = author.posts(f"/v1/alerts/{number}/resend", {"what": "unknown", "expect": expected})

    assert (nothing.status_code, again.status_code, again.json()["state"]) == (409, 200, "sending")
    assert author.gets(f"/v1/alerts/{number}/report").json()["possibly_doubled"] == expected
