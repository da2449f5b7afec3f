"""`tocsin alerts trace`: what a resident who calls is told."""

import json
import re

from sqlalchemy import text

from runtime.database import connect_database
from tests.journeys.conftest import Installation


def test_a_trace_shows_what_was_tried_and_why_it_failed(bare: Installation) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1").out
    document = json.loads(bare.tocsin("alerts", "trace", "1", "--resident", "1", "--json").out)

    assert "SMS +3069••••001 (el), message 1" in seen
    assert "  attempt " in seen
    assert "written" in seen
    [message] = document["messages"]
    assert (document["alert"], message["address"], message["medium"]) == (1, "+3069••••001", "sms")
    assert [step["kind"] for step in message["steps"]][:2] == ["written", "attempt"]
    assert bare.tocsin("alerts", "trace", "1", "--resident", "99", code=2).err
    assert "alert.traced" in bare.tocsin("journal", "show").out


def test_a_trace_promises_no_try_in_the_past(bare: Installation) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)
    with connect_database(f"sqlite:///{bare.home / 'tocsin.db'}").writing() as session:
        session.execute(text("UPDATE delivery SET not_before = '2026-01-01 00:00:00.000000'"))

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1").out

    assert "no worker is at work -> tocsin alerts resume 1" in seen
    assert "at the earliest" not in seen


def test_a_trace_speaks_greek(bare: Installation) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1", TOCSIN_LANGUAGE="el").out

    assert "προσπάθεια" in seen


def test_a_trace_of_a_trial_says_what_the_report_says(bare: Installation) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.sandbox()
    bare.snow("--all", "--yes", "--expect", "1")

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1").out
    document = bare.tocsin("alerts", "trace", "1", "--resident", "1", "--json").json

    assert "message 1: caught by the sandbox" in seen
    assert "attempt 1 by twilio: caught by the sandbox" in seen
    assert "handed over" not in seen
    assert [each["trial"] for each in document["messages"]] == ["sandbox"]


def test_a_trace_says_in_words_that_a_time_is_unknown(bare: Installation) -> None:
    bare.residents({"name": "Ana", "phone": "+306900000001", "email": "ana@example.org"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)
    with connect_database(f"sqlite:///{bare.home / 'tocsin.db'}").writing() as session:
        session.execute(text("UPDATE delivery SET instead_of = 7"))

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1", TOCSIN_LANGUAGE="el").out

    assert re.search("^  άγνωστη ώρα +γράφτηκε$", seen, re.MULTILINE)


def test_a_trace_says_who_decides_on_a_message(bare: Installation) -> None:
    bare.residents({"name": "Ana", "phone": "+306900000001"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)
    with connect_database(f"sqlite:///{bare.home / 'tocsin.db'}").writing() as session:
        session.execute(text("UPDATE delivery SET state = 'unknown', outcome = 'unknown'"))
        session.execute(text("UPDATE dispatch SET repeat = 'hold'"))

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1").out

    assert "nothing tries it again by itself: `tocsin alerts resend 1`" in seen
    assert "at the earliest" not in seen
