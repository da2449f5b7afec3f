"""Staff read words, not the machine's: no output of a run with every state in it has one of
these."""

import re
import signal
from itertools import cycle

import pytest

from delivery import State
from runtime.database import connect_database, sqlite_url
from tests.console.test_terminal import LEAVES
from tests.journeys.conftest import Installation

MACHINE = re.compile(
    r"\b(accepted|delivered|undelivered|unknown|doubled|queued|fallback|emergency|routine|held|lift(ed)?|lifting"
    r"|second road|in the air|invalid_recipient|opted_out|content_rejected|unauthorised|misconfigured|reach: )\b"
    r"|(?<!not )(?<!be )\breached\b",
    re.IGNORECASE,
)
# What may be typed is a name, as the keys of JSON are: an option such as --unknown, a command, an
# address.
TYPED = re.compile(r"`[^`]*`|tocsin(?: [\w-]+)+(?: --[\w-]+)*|--[\w-]+|\S+@\S+")
OUTCOMES = {
    State.REFUSED: ("invalid_recipient", ("21614", "5.1.1", "21610")),
    State.UNDELIVERED: ("content_rejected", ("30007", "5.7.1")),
    State.EXPIRED: ("throttled", ("20429",)),
    State.UNKNOWN: ("unknown", ("deadline",)),
    State.SKIPPED: (None, ("left", "blocked")),
}
PEOPLE = 20
LOOKS = (
    ("alerts", "report", "1"),
    ("alerts", "report", "1", "--missed", "--unknown", "--doubled"),
    ("alerts", "list"),
    ("alerts", "show", "1"),
    ("status",),
    ("doctor",),
    ("release",),
    ("residents", "show", "1"),
    ("schedules", "list"),
    (
        "send",
        "snow",
        "--all",
        "--set",
        "from=2031-01-12 20:00",
        "--set",
        "until=2031-01-13 12:00",
        "--dry-run",
    ),
)


def machine_words(text: str) -> list[str]:
    return [
        f"{found[0]} | {line.strip()}"
        for line in text.splitlines()
        for found in MACHINE.finditer(TYPED.sub("", line))
    ]


@pytest.fixture
def every_state(bare: Installation) -> Installation:
    """Alert 1, whose deliveries are in every state, with a channel at rest and a home that was
    copied."""
    bare.residents(
        *({"name": f"Resident {n}", "phone": f"+3069000000{n:02}"} for n in range(PEOPLE))
    )
    outbox = '["outbox_sms"]'
    bare.snow("--all", "--yes", "--expect", str(PEOPLE), TOCSIN_ROUTES__SMS=outbox)
    database = connect_database(sqlite_url(bare.home / "tocsin.db"))
    with database.writing() as session:
        run = session.connection().exec_driver_sql
        for number, state in zip(range(1, PEOPLE + 1), cycle(State), strict=False):
            outcome, codes = OUTCOMES.get(state, ("accepted", ("",)))
            code = codes[number // len(State) % len(codes)]
            run(
                "UPDATE delivery SET state = ?, outcome = ?, code = ?, channel = 'twilio' WHERE id = ?",
                (state, outcome, code, number),
            )
        run("UPDATE delivery SET doubled = 1, instead_of = 1 WHERE id > 10")
        run("UPDATE alert SET trials = '{}'")
        run("UPDATE contact SET block = 'bounced', block_code = '5.1.1' WHERE id = 1")
        run(
            "INSERT INTO breaker (channel, lane, why, since, until) VALUES"
            " ('twilio', 'emergency', 'unauthorised 20003', '2026-01-01', '2999-01-01')"
        )
        run("UPDATE installation SET held_at = '2026-01-01 00:00:00'")
    database.close()
    return bare


def test_no_command_shows_a_word_of_the_machine(every_state: Installation) -> None:
    shown = {words: every_state.tocsin(*words, code=None) for words in LOOKS}

    assert {words: machine_words(ran.out + ran.err) for words, ran in shown.items()} == {
        words: [] for words in LOOKS
    }
    report = shown["alerts", "report", "1"].out
    assert "20 people: 4 handed over, 2 confirmed so far, 2 may have arrived" in report
    assert "not reached: the number is no mobile (21614)" in report


def test_watching_shows_no_word_of_the_machine(every_state: Installation) -> None:
    watching = every_state.starts("alerts", "watch", "1")
    assert watching.stderr is not None
    first = next(line for line in watching.stderr if " done, " in line)
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=600)

    assert machine_words(first + out + err) == []
    assert (
        "4 caught by the sandbox, 2 may have arrived, 2 on its way, 2 waiting, 10 not reached"
        in first
    )


def test_no_help_has_a_word_of_the_machine() -> None:
    told = {
        words: [command.help or "", *(getattr(each, "help", None) or "" for each in command.params)]
        for words, command in LEAVES.items()
        if not command.hidden
    }

    found = {
        words: [hit for text in texts for hit in machine_words(text)]
        for words, texts in told.items()
    }

    # A topic that residents choose is called emergency.
    assert {
        words: hits for words, hits in found.items() if hits and words[0] not in {"residents"}
    } == {}
