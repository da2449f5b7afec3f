"""What a log may say: events, never people."""

import contextlib
import io
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from runtime.database import connect_database, log_committed, sqlite_url
from runtime.logs import mask, redact, set_up_logs, silence_logs


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers, root.level
    set_up_logs("info", stream)
    yield stream
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def test_a_quiet_process_writes_no_log(log: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    silence_logs()

    structlog.get_logger("delivery").error("channel rests", channel="smtp")
    logging.getLogger("aiosmtplib").critical("the relay is gone")

    assert (log.getvalue(), *capfd.readouterr()) == ("", "", "")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("to +306912345678 failed", "to +3069••••678 failed"),
        ("to 00306912345678", "to 0030••••678"),
        ("to 6912345678.", "to 6912••••678."),
        ("<ana@example.gr> refused", "<a••@example.gr> refused"),
        ("'To' number +306912345678 is not valid", "'To' number +3069••••678 is not valid"),
        (
            "delivery 42, SM0123456789abcdef0123456789abcdef",
            "delivery 42, SM0123456789abcdef0123456789abcdef",
        ),
        ("at 2026-11-24T17:00:00", "at 2026-11-24T17:00:00"),
        ("code 21211 after 1500 ms", "code 21211 after 1500 ms"),
        ("+306912345678: refused", "+3069••••678: refused"),
        ("6912345678:refused", "6912••••678:refused"),
        ("6912345678-refused_6912345678_x", "6912••••678-refused_6912••••678_x"),
        ("to:+306912345678", "to:+3069••••678"),
        ("to=6912345678,", "to=6912••••678,"),
        ("τηλ6912345678", "τηλ6912••••678"),
        ("To=%2B306912345678&From", "To=3069••••678&From"),
        ("at 2026-11-24 17:00:00.123456", "at 2026-11-24 17:00:00.123456"),
        ("token 42-0123456789ab took 0.123456789 s", "token 42-0123456789ab took 0.123456789 s"),
    ],
)
def test_addresses_are_masked_and_all_else_is_left(said: str, left: str) -> None:
    assert redact(said) == left


def test_an_address_is_masked_for_staff() -> None:
    assert mask("+306912345678") == "+3069••••678"
    assert mask("ana@example.gr") == "a••@example.gr"


def test_an_event_is_one_json_line_with_its_fields(log: io.StringIO) -> None:
    structlog.get_logger("delivery").info("flight landed", alert=42, accepted=198)

    line = json.loads(log.getvalue())
    assert (line["event"], line["alert"], line["accepted"], line["level"]) == (
        "flight landed",
        42,
        198,
        "info",
    )


@pytest.mark.parametrize("field", ["body", "text", "subject", "name", "to", "address", "html"])
def test_bodies_and_addresses_never_stand_in_a_field(log: io.StringIO, field: str) -> None:
    structlog.get_logger("delivery").info("sent", **{field: "canary"})

    assert "canary" not in log.getvalue()


def test_an_address_in_an_exception_is_masked(log: io.StringIO) -> None:
    try:
        raise ValueError("no such mailbox: ana@example.gr")
    except ValueError:
        structlog.get_logger("delivery").exception("failed")

    assert "ana@" not in log.getvalue()
    assert "a••@example.gr" in log.getvalue()


def test_a_librarys_log_goes_through_the_redactor_too(log: io.StringIO) -> None:
    logging.getLogger("aiosmtplib").warning("rejected %s", "ana@example.gr")

    assert "ana@" not in log.getvalue()


def test_a_library_is_heard_when_it_warns_and_not_before(log: io.StringIO) -> None:
    logging.getLogger("apscheduler").info("a job was added")
    logging.getLogger("apscheduler").warning("a job was missed")

    assert "added" not in log.getvalue()
    assert "missed" in log.getvalue()


def test_every_line_names_its_process(log: io.StringIO) -> None:
    structlog.get_logger("delivery").info("alert issued", alert=1)

    assert json.loads(log.getvalue())["process"] == os.getpid()


def test_an_undone_event_is_not_logged(log: io.StringIO, tmp_path: Path) -> None:
    database = connect_database(sqlite_url(tmp_path / "x.db"))
    with contextlib.suppress(ZeroDivisionError), database.writing() as session:
        log_committed(session, "alert issued", alert=1)
        _ = 1 / 0
    with database.writing() as session:
        log_committed(session, "alert issued", alert=2)
        assert log.getvalue() == ""
    database.close()

    assert [json.loads(line)["alert"] for line in log.getvalue().splitlines()] == [2]
