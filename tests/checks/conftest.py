"""A home of its own for each test, opened in this process, and ways to bring a fault about in
it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import text

from alerts import Office, Reach
from alerts.approval import submit_draft
from alerts.composing import AlertRequest, compose_draft
from alerts.issuing import Override, issue_alert, keep_draft
from checks import CHECKS, CheckResult, Situation, run_checks
from checks.situation import free_bytes
from runtime import LOCAL_OPERATOR, Actor, Home, Right, open_home
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_email, read_phone
from tests.journeys.conftest import _forge, _model, bare, installation, settings

__all__ = ["_forge", "_model", "bare", "installation"]

SNOW = {"from": "2031-01-12 20:00", "until": "2031-01-13 12:00"}
AUTHOR = Actor("Author", frozenset({Right.DRAFT_ALERTS, Right.SEND_ALERTS}), "member:9")
ONLY_A_TEST = Override("it is only a test")
NOBODY = 1  # a port on which nobody listens


@dataclass
class Town:
    """A home in which all is well, until a test spoils it."""

    folder: Path
    opened: list[Home] = field(default_factory=list)
    free: Callable[[Path], int] = free_bytes
    ahead: timedelta = timedelta()  # of this machine's clock

    @property
    def home(self) -> Home:
        if not self.opened:
            self.opened.append(open_home(self.folder, {}))
        return self.opened[0]

    def configure(self, *changes: tuple[str, str], more: str = "") -> None:
        path = self.folder / "tocsin.toml"
        words = path.read_text("utf-8")
        for old, new in changes:
            assert old in words
            words = words.replace(old, new)
        path.write_text(words + more, "utf-8")

    @property
    def token(self) -> str:
        """The administrator's."""
        return (self.folder / "tocsin.token").read_text("ascii")

    def keeps_token(self, account: str, value: str, mode: int = 0o600) -> None:
        path = self.folder / "tokens" / account
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(value, "ascii")
        path.chmod(mode)

    def statement(self, words: str, **values: object) -> None:
        """What time or another process would have done to the database."""
        with self.home.database.writing() as session:
            session.execute(text(words), values)

    def resident(self, phone: str = "+306900000001", email: str = "") -> None:
        now, office = datetime.now(UTC), self.home.config.municipality
        addresses = [read_phone(phone, office)] if phone else []
        addresses += [read_email(email)] if email else []
        who = Newcomer(
            Profile(name="Δοκιμή"), tuple(addresses), GivenConsent("desk", now - timedelta(days=1))
        )
        with self.home.database.writing() as session:
            add_resident(session, self.home.keys, who, by=LOCAL_OPERATOR, now=now)

    def issues(self, template: str = "snow", reach: Reach | None = None, **values: str) -> None:
        """An alert to everybody, which nobody delivers."""
        office, now = Office.of(self.home), datetime.now(UTC)
        with self.home.database.writing() as session:
            request = AlertRequest(template, SNOW | values, reach=reach)
            composed = compose_draft(session, request, office, now=now)
            issue_alert(session, composed, office, by=LOCAL_OPERATOR, now=now, override=ONLY_A_TEST)

    def submits(self) -> None:
        """An alert that waits for a second person."""
        office, now = Office.of(self.home), datetime.now(UTC)
        with self.home.database.writing() as session:
            composed = compose_draft(session, AlertRequest("snow", SNOW), office, now=now)
            submit_draft(
                session,
                keep_draft(session, composed, office, by=AUTHOR, now=now),
                office,
                by=AUTHOR,
                now=now,
            )

    def ages(self, span: timedelta) -> None:
        """So long have the messages waited."""
        self.statement("UPDATE dispatch SET created_at = :at", at=stored(datetime.now(UTC) - span))

    def result_of(self, check: str) -> list[CheckResult]:
        """What one check alone finds, as if the tables were sound."""
        return list(run_checks([each for each in CHECKS if each.name == check], self.situation))

    @property
    def situation(self) -> Situation:
        return Situation(self.home, datetime.now(UTC) + self.ahead, self.free)


def stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.fixture
def town(tmp_path: Path, _model: Path) -> Iterator[Town]:
    folder = tmp_path / "home"
    copytree(_model, folder)
    told = '\n[staff_notice]\nphones = ["+306900000099"]\n'
    asked = '[approval]\nseverities = ["Extreme", "Severe"]\n'
    (folder / "tocsin.toml").write_text(settings(NOBODY, NOBODY) + told + asked, "utf-8")
    (folder / "tocsin.toml").chmod(0o600)
    found = Town(folder)
    yield found
    for home in found.opened:
        home.database.close()
