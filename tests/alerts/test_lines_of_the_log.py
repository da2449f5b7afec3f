"""What the log says of an alert: a line for each step, with its number and that of its dispatch,
once it is committed."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from alerts import CorrectionKind
from alerts.housekeeping import close_settled_alerts
from alerts.schedules import ScheduleKind
from delivery.sending import settle_dispatches
from runtime import Database, Keys
from tests.alerts.conftest import Town
from tests.alerts.schedule_timetable import Timetable
from tests.alerts.test_correction_chains import arrives, corrects


def said(lines: list[EventDict], *fields: str) -> list[tuple[object, ...]]:
    return [tuple(line[field] for field in ("event", *fields)) for line in lines]


def test_an_alert_is_issued_finished_and_corrected(town: Town) -> None:
    town.resident("6999990001")
    with capture_logs() as lines:
        alert = town.issues(town.request("snow")).alert
        arrives(town)
        with town.database.writing() as session:
            settle_dispatches(session, now=town.now)
            close_settled_alerts(session)
        corrects(town, alert.id or 0, CorrectionKind.ALL_CLEAR)

    found = said(lines, "alert", "dispatch")
    assert ("alert issued", alert.id, alert.dispatch_id) in found
    assert ("alert finished", alert.id, alert.dispatch_id) in found
    assert ("alert stopped", alert.id, alert.dispatch_id) in found
    assert "alert corrected" in [line[0] for line in found]


def test_an_alert_is_finished_once(town: Town) -> None:
    town.resident("6999990001")
    town.issues(town.request("snow"))
    arrives(town)
    with capture_logs() as lines:
        for _ in range(2):
            with town.database.writing() as session:
                settle_dispatches(session, now=town.now)
                close_settled_alerts(session)

    assert said(lines, "alert", "state") == [("alert finished", 1, "sent")]


@pytest.mark.parametrize(
    ("late", "event"), [({"hours": 2}, "schedule fired"), ({"hours": 4}, "schedule held")]
)
def test_a_schedule_fires_or_is_held(
    database: Database, vault: Keys, tmp_path: Path, town: Town, late: dict[str, float], event: str
) -> None:
    town.resident("6999990001")
    timetable = Timetable.at(tmp_path, database, vault, town.now)
    schedule = timetable.adds(kind=ScheduleKind.AT, spec="2026-11-24T20:00")
    with capture_logs() as lines:
        timetable.later(**late).runs()

    assert (event, schedule.id) in [(line["event"], line.get("schedule")) for line in lines]
