"""A program that speaks to the admin API inside the transaction of an example, so that nothing of
it stays."""

from asyncio import Runner
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection
from sqlmodel import Session

from alerts import Alert, CorrectionKind, find_alert
from alerts.audience.counts import AudienceMoved, NoRecipients
from runtime import LOCAL_OPERATOR, Database, Home, Right
from runtime.config import Config
from staff import Role, add_member
from staff.tokens import create_token
from tests.alerts.conftest import SNOW, Town
from tests.alerts.counting import CORRECTED, Counting, Seen
from web.admin import admin

PRICED = Config(channels={"outbox_sms": {"price_per_part": 0.05}})
RIGHTS = (Right.DRAFT_ALERTS, Right.SEND_ALERTS, Right.READ_ALERTS)


class Joined(Database):
    """Every session of it is a savepoint of one transaction that is open already."""

    def __init__(self, database: Database) -> None:
        self.engine = database.engine
        self.connection: Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        assert self.connection is not None
        joined = Session(self.connection, join_transaction_mode="create_savepoint")
        with joined as session, session.begin():
            yield session

    writing = courtesy = reading


@dataclass(frozen=True)
class Api:
    """The admin API of a town, and the token of an example's sender."""

    town: Town
    database: Joined
    client: httpx.AsyncClient
    loop: Runner

    @classmethod
    @contextmanager
    def of(cls, town: Town, folder: Path) -> "Iterator[Api]":
        database = Joined(town.database)
        app = admin(Home(folder, PRICED, town.keys, database), lambda: None, clock=lambda: town.now)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://office.example.gr"
        )
        with Runner() as loop:
            yield cls(town, database, client, loop)
            loop.run(client.aclose())

    def joins(self, counter: Counting) -> None:
        """From now on it works in the transaction of this example, for a sender of its own."""
        session, now = counter.session, self.town.now
        self.database.connection = session.connection()
        member = add_member(session, "Μαρία", Role.ADMIN, by=LOCAL_OPERATOR, now=now)
        token = create_token(
            session,
            member,
            scopes=RIGHTS,
            expires_at=now + timedelta(days=1),
            by=LOCAL_OPERATOR,
            now=now,
        )
        self.client.headers["Authorization"] = f"Bearer {token.value}"

    def asks(
        self, counter: Counting, method: str, path: str, body: object = None
    ) -> tuple[int, dict[str, Any]]:
        counter.session.flush()
        answer = self.loop.run(self.client.request(method, f"/v1/alerts{path}", json=body))
        counter.session.expire_all()
        return answer.status_code, answer.json()

    def sends(self, counter: Counting, where: dict[str, list[str]], extra: int) -> Alert | None:
        """Drafted, looked at and sent; None when nobody would get it."""
        wanted = {"template": "snow", "values": SNOW, **where}
        drafted, alert = self.asks(counter, "POST", "", wanted)
        number = alert["alert"]
        looked, shown = self.asks(counter, "GET", f"/{number}/forecast")
        assert (drafted, looked) == (201, 200)
        order = {"content_hash": shown["content_hash"], "expect": shown["recipients"]}
        wrong, _ = self.asks(
            counter, "POST", f"/{number}/send", {**order, "expect": order["expect"] + extra}
        )
        sent, answer = self.asks(counter, "POST", f"/{number}/send", order)
        expected = (
            (AudienceMoved.status, 200) if shown["recipients"] else (NoRecipients.status,) * 2
        )
        assert (wrong, sent) == expected, answer
        return self._agreed(counter, number, shown) if shown["recipients"] else None

    def corrects(
        self,
        counter: Counting,
        alert: Alert,
        kind: CorrectionKind,
        places: list[str] | None,
        extra: int,
    ) -> None:
        """Looked at and corrected: an update for nobody is refused, and what nobody had is only
        stopped."""
        values = {"until": "2031-01-13 14:00"} if kind is CorrectionKind.UPDATE else {}
        wanted: dict[str, object] = {
            "kind": kind,
            "values": values
            if kind in {CorrectionKind.UPDATE, CorrectionKind.ALL_CLEAR}
            else CORRECTED,
        }
        if kind is CorrectionKind.UPDATE and places:
            wanted["areas"] = places
        path = f"/{alert.id}/corrections"
        looked, seen = self.asks(counter, "POST", f"{path}/preview", wanted)
        assert looked == 200, seen
        order = {**wanted, "content_hash": seen["content_hash"], "expect": seen["expect"]}
        wrong, _ = self.asks(counter, "POST", path, {**order, "expect": order["expect"] + extra})
        done, answer = self.asks(counter, "POST", path, order)
        shown = seen["forecast"]
        refused = kind is CorrectionKind.UPDATE and not shown["recipients"]
        assert wrong in {AudienceMoved.status, NoRecipients.status}, answer
        assert done == (NoRecipients.status if refused else 200), answer
        if refused or answer["correction"] is None:
            assert not shown["recipients"]
            return
        counter.lands(self._agreed(counter, answer["correction"]["alert"], shown), seen["expect"])

    def _agreed(self, counter: Counting, number: int, shown: dict[str, Any]) -> Alert:
        _, told = self.asks(counter, "GET", f"/{number}/report")
        assert (told["recipients"], told["messages"]) == (shown["recipients"], shown["messages"])
        alert = find_alert(counter.session, str(number))
        counter.agree(alert, Seen.of(shown))
        return alert
