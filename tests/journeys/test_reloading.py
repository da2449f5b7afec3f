"""SIGHUP brings `tocsin serve` its settings as they are now; what is wrong in them changes nothing,
and locks nobody out."""

import os
import signal

from tests.journeys.conftest import Installation, until
from tests.journeys.doors import Doors, open_doors

KNOWN = {"name": "Ana", "language": "el", "phone": "+306900000001"}


def hangs_up(doors: Doors, *changes: tuple[str, str]) -> None:
    path = doors.here.home / "tocsin.toml"
    words = path.read_text("utf-8")
    for old, new in changes:
        assert old in words
        words = words.replace(old, new)
    path.write_text(words, "utf-8")
    os.kill(doors.server.pid, signal.SIGHUP)


def test_a_server_takes_up_other_settings(bare: Installation) -> None:
    with open_doors(bare) as doors:
        bare.residents(KNOWN)

        hangs_up(
            doors,
            ('sender = "DOKIMI"', 'sender = "NEWNAME"'),
            ("patience = 4", 'patience = 4\ndatabase = "x"'),
        )
        until(lambda: doors.rows("SELECT id FROM worker WHERE id > 1"))
        until(lambda: doors.rows("SELECT ended_at FROM worker WHERE id = 1") != [(None,)])

        doors.sends("snow")
        assert doors.inbox(KNOWN["phone"])[0]["from"] == "NEWNAME"
        said = doors.closes()[1]
        assert "taken up by a restart alone" in said
        assert '"event": "alert issued"' in said
