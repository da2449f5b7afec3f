"""Scheduled alerts at the terminal: added, sent when they are due by whoever is there, held and
told otherwise."""

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from runtime import open_home
from tests.journeys.conftest import Installation, until

SECONDS = float(os.environ.get("TEST_SECONDS", "15"))
BEAT = timedelta(seconds=2)
ANY = "127.0.0.1:0"
PATIENCE = 600  # seconds that a busy machine may take; an idle one waits for none of them
ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001", "zones": "panorama"}
WORDS = ("--set", "from=occurrence", "--set", "until=occurrence+12h", "--channel", "sms")


def adds(installation: Installation, name: str, *when: str, code: int = 0) -> str:
    words = (
        "schedules",
        "add",
        name,
        "--template",
        "snow",
        "--all",
        *when,
        *WORDS,
        "--yes",
        "--expect",
        "1",
    )
    return installation.tocsin(*words, code=code).err


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


@pytest.fixture
def watched(installation: Installation) -> Installation:
    """An installation with one resident, whose duty officer is told what is held."""
    with (installation.home / "tocsin.toml").open("a") as settings:
        settings.write('[staff_notice]\nemails = ["duty@town.example.gr"]\n')
    installation.residents(ANA)
    return installation


def test_a_schedule_is_previewed_before_and_listed_after_adding(watched: Installation) -> None:
    dry = adds(watched, "night", "--cron", "47 11 * * *", "--dry-run")
    nothing = watched.tocsin("schedules", "list", "--json").rows
    adds(watched, "night", "--cron", "47 11 * * *")

    kept = watched.tocsin("schedules", "list", "--json").rows

    assert "XIONOΠTΩΣH" in dry
    assert "1 person: SMS 1" in dry
    assert dry.count(" 11:47, ") == 2
    assert nothing == []
    assert [(each["name"], each["spec"], len(each["next"])) for each in kept] == [
        ("night", "47 11 * * *", 3)
    ]


def test_a_schedule_is_shown_in_words_of_staff(watched: Installation) -> None:
    adds(watched, "night", "--every", "6h", "--stale-after", "90m")

    shown = watched.tocsin("schedules", "show", "night").out

    assert "when          every 6h" in shown
    assert "by more than 1 hour 30 minutes, it is held and staff are told" in shown
    assert "5400" not in shown
    assert "member:" not in shown


def test_a_time_without_a_firing_is_said_to_have_none(watched: Installation) -> None:
    seen = watched.tocsin("schedules", "simulate", "--from", "2031-10-25", "--until", "2031-10-26")

    assert (seen.out, seen.err) == ("", "No schedule sends anything in that time.\n")


def test_a_due_schedule_is_sent_and_delivered_by_a_pass(watched: Installation) -> None:
    adds(watched, "soon", "--at", in_hours(1))

    early = watched.tocsin("schedules", "run-due", "--json")
    ran = watched.tocsin("schedules", "run-due", "--now", in_hours(2), "--json")
    again = watched.tocsin("schedules", "run-due", "--now", in_hours(2.1), "--json")

    assert [each["state"] for each in ran.json["decided"]] == ["fired"]
    assert early.json["decided"] == again.json["decided"] == []
    assert [line["to"] for line in watched.received()] == [ANA["phone"]]


def test_a_late_occurrence_is_withheld_and_staff_are_told(
    watched: Installation,
) -> None:
    adds(watched, "soon", "--at", in_hours(1))

    ran = watched.tocsin("schedules", "run-due", "--now", in_hours(4), code=3)
    history = watched.tocsin("schedules", "history", "soon", "--json").rows

    assert "held" in ran.out
    assert [(each["state"], each["alert"]) for each in history] == [("held", None)]
    assert "hours" in history[0]["reason"]
    assert [line["to"] for line in watched.received()] == ["duty@town.example.gr"]


def test_an_alert_of_a_killed_pass_is_delivered_by_another(watched: Installation) -> None:
    adds(watched, "soon", "--at", in_hours(1))
    watched.tocsin("schedules", "run-due", "--now", in_hours(2), "--no-deliver")
    undelivered = watched.count

    watched.tocsin("schedules", "run-due")

    assert (undelivered, watched.count) == (0, 1)


def test_an_alert_for_later_is_confirmed_now(watched: Installation) -> None:
    words = ("send", "snow", "--at", in_hours(1), "--all", *WORDS)
    refused = watched.tocsin(*words, "--yes", "--expect", "7", code=4)

    kept = watched.tocsin(*words, "--yes", "--expect", "1", "--key", "tonight", "--json").json
    twice = watched.tocsin(*words, "--yes", "--expect", "1", "--key", "tonight", code=4)

    assert "7 recipients were expected" in refused.err
    assert (kept["name"], kept["kind"]) == ("tonight", "at")
    assert "There is a schedule 'tonight' already" in twice.err
    assert watched.count == 0


def test_a_firing_that_needs_approval_waits_for_a_second_person(watched: Installation) -> None:
    toml = watched.home / "tocsin.toml"
    toml.write_text(toml.read_text("utf-8") + '[approval]\nseverities = ["Moderate"]\n', "utf-8")
    said = adds(watched, "soon", "--at", in_hours(1))

    watched.tocsin("schedules", "run-due", "--now", in_hours(1.5), code=3)
    history = watched.tocsin("schedules", "history", "soon", "--json").rows

    assert "It needs a second person" in said
    assert history[0]["reason"] == "It waits for approval, as alert 1."
    assert watched.tocsin("alerts", "show", "1", "--json").json["state"] == "pending_approval"
    assert {line["to"] for line in watched.received()} == {"duty@town.example.gr"}


def test_a_schedule_that_nothing_fires_is_said_and_warned_of(watched: Installation) -> None:
    added = adds(watched, "soon", "--at", in_hours(1))
    words = ("send", "snow", "--at", in_hours(1), "--all", *WORDS, "--yes", "--expect", "1")

    later = watched.tocsin(*words).err
    shown = watched.tocsin("status", code=3, COLUMNS="200").out
    examined = watched.tocsin("doctor", code=None, COLUMNS="200").out

    assert all(
        "Nothing here fires schedules now, and nobody would" in each for each in (added, later)
    )
    assert "WARN  2 schedules are active, the next due" in shown
    assert "and nothing here fires schedules" in shown
    assert "All is well." not in shown
    assert "and nothing here fires schedules" in examined


def test_a_pass_by_cron_counts_as_firing(watched: Installation) -> None:
    watched.tocsin("schedules", "run-due")

    added = adds(watched, "soon", "--at", in_hours(1))

    assert "Nothing here fires" not in added
    assert "All is well." in watched.tocsin("status").out


def test_a_pass_as_if_later_counts_as_no_firing(watched: Installation) -> None:
    watched.tocsin("schedules", "run-due", "--now", in_hours(1))

    assert "Nothing here fires" in adds(watched, "soon", "--at", in_hours(1))


@pytest.mark.parametrize("command", [("scheduler",), ("serve", "--public", ANY, "--admin", ANY)])
def test_a_process_with_the_clock_counts_as_firing(
    watched: Installation, command: tuple[str, ...]
) -> None:
    adds(watched, "soon", "--at", in_hours(1))
    process = watched.starts(*command)
    until(lambda: "All is well." in watched.tocsin("status", code=None).out, PATIENCE)

    process.send_signal(signal.SIGTERM)

    assert process.wait(PATIENCE) == 0
    assert "nothing here fires schedules" in watched.tocsin("status", code=3, COLUMNS="200").out


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (("--at", "2020-01-01T10:00"), "has passed already"),
        (("--cron", "61 * * * *"), "its minute is none from 0 to 59"),
        (("--every", "5"), "is no span"),
        ((), "one way"),
        (("--every", "1h", "--cron", "0 * * * *"), "one way"),
        (("--every", "1h", "--stale-after", "soon"), "is no span"),
    ],
)
def test_a_bad_timing_is_explained(bare: Installation, when: tuple[str, ...], said: str) -> None:
    assert said in adds(bare, "bad", *when, code=2)


def test_a_scheduler_fires_on_time_although_another_is_killed(
    watched: Installation,
) -> None:
    adds(watched, "often", "--every", "1m")
    beats(watched, "often", f"{BEAT.seconds}s")
    first, second = (watched.starts("scheduler") for _ in range(2))
    until(lambda: watched.count >= 2, PATIENCE)

    first.kill()
    before = len(history(watched))
    until(lambda: len(history(watched)) >= before + SECONDS / 2, PATIENCE)
    second.send_signal(signal.SIGTERM)
    assert second.wait(PATIENCE) == 0

    every = history(watched)
    fired = [each for each in every if each["state"] == "fired"]
    due = [_moment(each["due_at"]) for each in every]
    assert due == [due[0] + number * BEAT for number in range(len(due))]
    # A busy machine may look when two are due already: the newest is sent and the older is held,
    # with a note.
    assert [each for each in every if each not in fired and "Overtaken" not in each["reason"]] == []
    late = [_moment(each["decided_at"]) - _moment(each["due_at"]) for each in fired]
    assert [each for each in late if not timedelta(0) <= each < BEAT] == []
    watched.tocsin("schedules", "remove", "often")
    watched.tocsin("schedules", "run-due")
    told = [line for line in watched.received() if line["to"] == ANA["phone"]]
    assert (
        len(fired) - 1 <= len(told) <= len(fired)
    )  # one may have been in the air when the first was killed


def history(installation: Installation) -> list[dict[str, str]]:
    """Every occurrence of the schedule that has been decided, the oldest first."""
    words = ("schedules", "history", "often", "--json")
    return sorted(installation.tocsin(*words).rows, key=lambda each: each["due_at"])


def beats(installation: Installation, name: str, spec: str) -> None:
    """Let a schedule fire every few seconds, which nobody may type."""
    home = open_home(installation.home, installation.environment)
    with home.database.writing() as session:
        session.execute(
            text("UPDATE schedule SET spec = :spec WHERE name = :name"),
            {"spec": spec, "name": name},
        )
    home.database.close()


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)
