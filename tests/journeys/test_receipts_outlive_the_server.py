"""The server is killed while receipts pour in: none that it answered is lost."""

import contextlib
import threading
import time
from functools import partial
from urllib.parse import urlencode

import httpx
from sqlalchemy import text
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.sandbox import TOKEN
from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation, free_port, until
from tests.loopback import visit

LIVES, ENOUGH = 3, 150


class Twilio:
    """Tells of one message after the other, and keeps in mind which were taken."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.taken: set[str] = set()
        self.told = 0
        self.enough = False

    def pours(self) -> None:
        """Tell until it is enough, by another connection whenever one is not answered."""
        while not self.enough:
            time.sleep(0.02)
            with visit(self.base, timeout=10) as line, contextlib.suppress(httpx.HTTPError):
                while not self.enough:
                    self.tells(line)

    def tells(self, line: httpx.Client) -> None:
        self.told += 1
        sid = f"SM{threading.get_ident()}x{self.told}"
        path, form = (
            f"/callbacks/twilio?d=1-{'0' * 12}&n=1",
            {"MessageSid": sid, "MessageStatus": "sent"},
        )
        signature = RequestValidator(TOKEN).compute_signature(f"{self.base}{path}", form)
        head = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
        }
        if line.post(path, content=urlencode(form), headers=head).status_code == 204:
            self.taken.add(sid)


def has_taken(twilio: Twilio, number: int) -> bool:
    return len(twilio.taken) >= number


def test_a_kill_of_the_server_loses_no_answered_receipt(bare: Installation) -> None:
    public = free_port()
    toml = bare.home / "tocsin.toml"
    told_at = f'price_per_part = 0.05\nstatus_callback_base = "http://127.0.0.1:{public}"\n'
    toml.write_text(toml.read_text("utf-8").replace("price_per_part = 0.05", told_at), "utf-8")
    twilio = Twilio(f"http://127.0.0.1:{public}")
    lines = [threading.Thread(target=twilio.pours, daemon=True) for _ in range(4)]
    for line in lines:
        line.start()

    for life in range(1, LIVES + 1):
        server = bare.starts(
            "serve", "--public", f"127.0.0.1:{public}", "--admin", f"127.0.0.1:{free_port()}"
        )
        until(partial(has_taken, twilio, life * ENOUGH))
        server.kill()
    twilio.enough = True
    for line in lines:
        line.join()

    bare.starts("worker")
    until(lambda: not list((bare.home / "receipts").iterdir()))

    assert stored(bare) >= twilio.taken


def stored(here: Installation) -> set[str]:
    database = connect_database(sqlite_url(here.home / "tocsin.db"))
    with database.reading() as session:
        found = set(session.scalars(text("SELECT provider_id FROM receipt")))
    database.close()
    return found
