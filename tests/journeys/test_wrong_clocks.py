"""Real processes whose clock is wrong, or steps in mid-send: nothing lost, doubled, expired early
or held back."""

import json
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import which

import pytest

from tests.hours.preloading import ahead, build_library, put_seconds
from tests.journeys.conftest import Installation, until
from tests.journeys.forked import Forked
from tests.journeys.test_on_postgresql import PEOPLE, on_postgresql

__all__ = ["on_postgresql"]

TWO_HOURS, YEAR = 7200, 365 * 86_400
RATED = {"TOCSIN_CHANNELS__TWILIO__RATE": "150"}

pytestmark = pytest.mark.skipif(
    which("cc") is None, reason="the clock of a process is shifted by a C library"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, bare: Installation) -> Installation:
    """A home with 300 people, on each database."""
    if request.param == "postgresql":
        found: Installation = request.getfixturevalue("on_postgresql")
        return found
    bare.sandbox()
    bare.residents(*({"name": "Δοκιμή", "phone": f"+3069{number:08d}"} for number in range(PEOPLE)))
    return bare


def today(*words: str) -> tuple[str, ...]:
    """An alert that is over tomorrow."""
    begins, ends = (
        f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%d %H:%M}" for hours in (1, 20)
    )
    told = ("send", "snow", "--set", f"from={begins}", "--set", f"until={ends}")
    return (*told, "--all", "--yes", "--expect", str(PEOPLE), *words)


def told(town: Installation) -> set[int]:
    """How often each was told, of those who were."""
    counted = Counter(line["to"] for line in town.received())
    return set(counted.values()) if len(counted) == PEOPLE else {0}


UNREACHABLE = {"TOCSIN_CHANNELS__TWILIO__BASE_URL": "http://127.0.0.1:9"}


def works_for_a_while(town: Installation, **environment: str) -> None:
    """Let a worker look at the time at least once; on a server's clock it has nothing to doubt."""
    worker = town.starts("worker", **UNREACHABLE, **environment)
    assert not isinstance(worker, Forked)
    assert worker.stderr is not None
    awaited = "time is doubted" if (town.home / "tocsin.db").exists() else "channel rests"
    assert any(awaited in line for line in worker.stderr)
    worker.send_signal(signal.SIGTERM)
    worker.communicate()
    assert worker.returncode == 0


def test_processes_with_a_wrong_clock_expire_and_block_nothing(
    town: Installation, tmp_path: Path
) -> None:
    library = build_library(tmp_path)
    town.tocsin(*today(), code=5, **UNREACHABLE)

    for seconds in (TWO_HOURS, -TWO_HOURS, YEAR):
        works_for_a_while(town, **ahead(library, seconds))
    wrong = ahead(library, YEAR)
    status, _ = town.starts("status", "--json", **wrong).communicate()
    sending = town.starts(*today("--key", "wrong"), **RATED, **wrong)
    _, said = sending.communicate()
    town.tocsin("alerts", "resume", "1", code=0, **RATED)

    assert sending.returncode == 0, said
    assert ("clock", "FAIL") in {
        (each["check"], each["level"]) for each in json.loads(status)["checks"]
    }
    assert told(town) == {2}


def has_got_more(town: Installation, number: int) -> bool:
    return town.count > number


def test_a_clock_that_steps_in_mid_send_holds_nothing_back(
    town: Installation, tmp_path: Path
) -> None:
    step = tmp_path / "step"
    put_seconds(step, 0)
    clock = ahead(build_library(tmp_path), 0, step)

    for number, seconds in enumerate((TWO_HOURS, -TWO_HOURS, YEAR)):
        enough = town.count + PEOPLE // 4
        sending = town.starts(*today("--key", str(seconds)), **RATED, **clock)
        until(partial(has_got_more, town, enough))
        put_seconds(step, seconds)
        _, said = sending.communicate()
        put_seconds(step, 0)
        assert sending.returncode == 0, said
        assert told(town) == {number + 1}
