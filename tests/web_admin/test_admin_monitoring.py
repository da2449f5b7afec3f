"""What a monitor reads: whether all checks of the night hold, and every number there is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy import Connection, event, text

from channels import Medium, Wording
from checks import CHECKS
from delivery import Lane, Parcel, Repeat, add_recipients, prepare_dispatch, select_recipients
from delivery.contacts import Address, keep_contacts
from delivery.measures import DELIVERIES_ENDED, HAND_OVER, count, observe
from delivery.monitoring import ALL_METRICS
from delivery.sending import DeliveryWorker
from delivery.workers import enlist
from runtime import Home, Keys, moment
from runtime.config import Config
from runtime.config.sections import Journal
from runtime.database import connect_database, sqlite_url
from runtime.schema import upgrade_schema
from tests.web_admin.conftest import Bureau
from web.gauges import BUILD, CHECK, GAUGES, READABLE
from web.monitoring import add_monitoring
from web.requests import RequestCounts
from web.snapshot import ProcessHealth

Given = tuple[object, ...] | Mapping[str, object]

AT_NIGHT = [check.name for check in CHECKS if check.at_night]


class Untroubled:
    """A worker whose channels all work."""

    def troubles(self) -> dict[str, str]:
        return {}


def app_of(home: Home) -> FastAPI:
    registry = CollectorRegistry()
    counts = RequestCounts(registry)
    app = add_monitoring(
        FastAPI(), ProcessHealth(home, cast(DeliveryWorker, Untroubled())), registry
    )

    @app.get("/people/{number}")
    def person(number: int) -> int:
        return number

    return counts.count_at(app, "admin")


async def asked(home: Home, *paths: str) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app_of(home))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return [await client.get(path) for path in paths]


def values(answer: httpx.Response) -> dict[str, float]:
    """Each sample by its name and labels, as the line says it."""
    assert answer.status_code == 200
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


async def test_a_home_in_order_is_ready(bureau: Bureau) -> None:
    [answer] = await asked(bureau.home, "/ready")

    assert (answer.status_code, answer.json()["problems"]) == (200, [])


async def test_each_check_of_the_night_has_a_gauge(bureau: Bureau) -> None:
    [answer] = await asked(bureau.home, "/metrics")

    gauges = [line for line in answer.text.splitlines() if line.startswith("tocsin_check{")]
    assert gauges == [f'tocsin_check{{check="{name}"}} 0.0' for name in AT_NIGHT]


async def test_a_check_that_fails_makes_it_not_ready(bureau: Bureau) -> None:
    with bureau.home.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    ready, metrics = await asked(bureau.home, "/ready", "/metrics")

    assert (ready.status_code, ready.json()["problems"]) == (503, ["check tables"])
    assert 'tocsin_check{check="tables"} 2.0' in metrics.text


async def test_every_metric_is_shown(bureau: Bureau) -> None:
    [answer] = await asked(bureau.home, "/metrics")

    shown = set(re.findall(r"^# TYPE (\S+)", answer.text, re.MULTILINE))
    assert {each.name for each in (*GAUGES, *ALL_METRICS, BUILD, CHECK, READABLE)} <= shown


async def test_requests_are_counted_by_route_and_not_by_path(bureau: Bureau) -> None:
    *_, answer = await asked(
        bureau.home, "/people/32", "/people/33", "/people/x", "/elsewhere/32", "/metrics"
    )

    counted = {
        name: number for name, number in values(answer).items() if "http_requests_total" in name
    }
    assert counted == {
        requests("/people/{number}", 200): 2,
        requests("/people/{number}", 422): 1,
        requests("", 404): 1,
    }


def requests(route: str, status: int) -> str:
    return f'tocsin_http_requests_total{{listener="admin",method="GET",route="{route}",status="{status}"}}'


async def test_waiting_and_finished_messages_are_shown_as_metrics(bureau: Bureau) -> None:
    home, words = bureau.home, Wording(0, Medium.SMS, "el", "ΧΙΟΝΙ")
    with home.database.writing() as session:
        now = moment(session)
        contacts = keep_contacts(session, home.keys, [Address(Medium.SMS, "+306900000001")])
        parcel = Parcel(Lane.EMERGENCY, Repeat.HOLD, now + timedelta(hours=1), (words,))
        dispatch = prepare_dispatch(session, parcel, now=now - timedelta(minutes=5))
        add_recipients(session, dispatch, select_recipients(list(contacts.values()), language="el"))
        enlist(session)
        count(session, DELIVERIES_ENDED, "emergency", "sms", "twilio", "accepted", by=7)
        observe(session, HAND_OVER, 3.0, "emergency", "sms", "twilio")

    [answer] = await asked(home, "/metrics")

    seen = values(answer)
    sent = 'channel="twilio",lane="emergency"'
    assert seen['tocsin_waiting_messages{kind="due",lane="emergency",medium="sms"}'] == 1
    assert seen['tocsin_oldest_due_seconds{lane="emergency"}'] >= 300
    assert abs(seen['tocsin_clock_skew_seconds{against="database"}']) < 600
    assert seen["tocsin_workers"] == 1
    assert seen[f'tocsin_deliveries_total{{{sent},medium="sms",outcome="accepted"}}'] == 7
    assert seen[f'tocsin_handover_seconds_bucket{{{sent},le="5.0",medium="sms"}}'] == 1
    assert seen[f'tocsin_handover_seconds_bucket{{{sent},le="2.0",medium="sms"}}'] == 0
    assert seen["tocsin_database_bytes"] > 0


async def test_no_label_has_a_number_or_an_address(bureau: Bureau) -> None:
    rest = "INSERT INTO breaker (channel, lane, why, since, until) VALUES ('twilio', 'routine', 'unauthorised +306900000001', :at, :at)"
    with bureau.home.database.writing() as session:
        session.execute(text(rest), {"at": "2026-01-01 00:00:00.000000"})
    _, answer = await asked(bureau.home, "/people/306900000001", "/metrics")

    labels = "".join(re.findall(r"\{(.*)\}", answer.text))
    assert re.findall(r"[0-9]{4,}|[^ ]@", re.sub(r'version="[^"]*"|le="[^"]*"', "", labels)) == []
    assert (
        'tocsin_channel_rests{channel="twilio",lane="routine",why="unauthorised"} 1.0'
        in answer.text
    )


async def test_the_process_answers_while_the_database_is_unreadable(bureau: Bureau) -> None:
    away = connect_database(sqlite_url(bureau.home.path / "nowhere" / "tocsin.db"))
    [answer] = await asked(replace(bureau.home, database=away), "/metrics")
    away.close()

    seen = values(answer)
    assert seen["tocsin_database_readable"] == 0
    assert "tocsin_workers" not in seen


def test_a_scrape_walks_over_no_table_that_grows(vault: Keys, tmp_path: Path) -> None:
    database = connect_database(sqlite_url(tmp_path / "tocsin.db"))
    upgrade_schema(database)
    home = Home(tmp_path, Config(journal=Journal(mirror="mirror.jsonl")), vault, database)
    asked_for: list[tuple[str, Given]] = []

    @event.listens_for(home.database.engine, "before_cursor_execute")
    def _note(_c: object, _cursor: object, words: str, given: Given, *_: object) -> None:
        asked_for.append((words, given))

    ProcessHealth(home, cast(DeliveryWorker, Untroubled())).look()
    with home.database.reading() as session:
        steps = [
            plan
            for words, given in list(asked_for)
            for plan in _plan(session.connection(), words, given)
        ]
    home.database.close()

    walked = [
        step for step in steps if re.match(r"SCAN (delivery|receipt|attempt|wording)\b", step)
    ]
    assert len(asked_for) > 10
    assert [step for step in walked if "ix_delivery_" not in step] == []


def _plan(connection: Connection, words: str, given: Given) -> list[str]:
    if not words.startswith("SELECT"):
        return []
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)]
