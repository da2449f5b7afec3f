"""A town to test in: zones, residents and what they are told, in plain words."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from areas import find_area, import_zones, load_gazetteer
from channels import Medium, Wording
from delivery import wordings_of
from delivery.contacts import Address, Purpose, addresses_of
from delivery.tables import CONTACTS, DELIVERIES
from runtime import LOCAL_OPERATOR, Actor, Database, Home, Keys, Municipality
from runtime.config import Config, Registration, StaffNotice
from runtime.database import sqlite_url
from subscribers import (
    Changes,
    GivenConsent,
    Newcomer,
    Profile,
    ResidentView,
    add_resident,
    change_resident,
    remove_resident,
    show_resident,
)
from subscribers.audience import Breadth, Concern, Criteria, select_audience
from subscribers.lists import (
    ImportProgress,
    ImportTerms,
    MergeRules,
    RejectsFile,
    ResidentImport,
    import_residents,
    open_list,
    rehearse_import,
)
from subscribers.readings import read_email, read_phone
from subscribers.registration import (
    ConfirmedContact,
    Signup,
    WrongCode,
    begin_registration,
    confirm_by_code,
    confirm_by_link,
    keep_code_page,
)
from templates import Topic
from tests.compiled import connect_again

HEADER = "name,language,phone,email,zones,groups,topics,consent_source,consent_at\n"
EXAMPLES = Path(__file__).parents[2] / "examples"
LOCAL = Municipality()
KEEPING = MergeRules()
AGREED = GivenConsent("form", datetime(2025, 1, 1, tzinfo=UTC))


def addresses(*texts: str) -> tuple[Address, ...]:
    return tuple(read_email(text) if "@" in text else read_phone(text, LOCAL) for text in texts)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with its zones and no residents yet."""

    database: Database
    keys: Keys
    now: datetime
    folder: Path

    def later(self, **how_much: float) -> "Town":
        return Town(self.database, self.keys, self.now + timedelta(**how_much), self.folder)

    def zones(self, *codes: str) -> frozenset[int]:
        with self.database.reading() as session:
            return frozenset(load_gazetteer(session).find(code).id for code in codes)

    def adds(self, *texts: str, consent: GivenConsent = AGREED, **profile: object) -> int:
        newcomer = Newcomer(Profile(**profile), addresses(*texts), consent)  # type: ignore[arg-type]
        with self.database.writing() as session:
            return add_resident(session, self.keys, newcomer, by=LOCAL_OPERATOR, now=self.now)

    def changes(self, resident: int, **changes: object) -> None:
        asked = Changes(**changes)  # type: ignore[arg-type]
        with self.database.writing() as session:
            change_resident(session, self.keys, resident, asked, by=LOCAL_OPERATOR, now=self.now)

    def removes(self, resident: int, reason: str = "asked") -> None:
        with self.database.writing() as session:
            remove_resident(session, resident, reason=reason, by=LOCAL_OPERATOR, now=self.now)

    def imports(
        self,
        content: str | bytes,
        *,
        headings: str = HEADER,
        how: MergeRules = KEEPING,
        by: Actor = LOCAL_OPERATOR,
        course: ImportProgress | None = None,
    ) -> ResidentImport:
        raw = (headings + content).encode() if isinstance(content, str) else content
        with RejectsFile(self.rejected) as rejects:
            return import_residents(
                self.database,
                self.keys,
                open_list(BytesIO(raw)),
                rejects,
                ImportTerms(LOCAL, by, self.now, how),
                course or ImportProgress(),
            )

    def rehearses(
        self, content: str | bytes, *, headings: str = HEADER, how: MergeRules = KEEPING
    ) -> ResidentImport:
        raw = (headings + content).encode() if isinstance(content, str) else content
        terms = ImportTerms(LOCAL, LOCAL_OPERATOR, self.now, how)
        return rehearse_import(self.database, self.keys, open_list(BytesIO(raw)), terms)

    @property
    def rejected(self) -> Path:
        return self.folder / "town.rejected.csv"

    def shows(self, resident: int) -> ResidentView:
        with self.database.reading() as session:
            return show_resident(session, self.keys, resident)

    def tells(
        self,
        *zones: str,
        topic: Topic = Topic.WEATHER,
        concern: Concern = Concern.URGENT,
        media: tuple[Medium, ...] = (Medium.SMS, Medium.EMAIL),
        breadth: Breadth = Breadth.ALL,
        groups: frozenset[str] = frozenset(),
    ) -> set[str]:
        """The addresses an alert would go to."""
        with self.database.reading() as session:
            zone_ids = find_area(session, zones).zone_ids
            criteria = Criteria(zone_ids, topic, concern, media, breadth, groups=groups)
            told = [row.contact_id for row in session.execute(select_audience(criteria))]
            assert len(told) == len(set(told))
            return {address.value for address in addresses_of(session, self.keys, told).values()}


@pytest.fixture
def town(database: Database, vault: Keys, now: datetime, tmp_path: Path) -> Town:
    """A town, once on SQLite and once on PostgreSQL."""
    return _founded(database, vault, now, tmp_path)


@pytest.fixture
def village(_sqlite_model: Path, vault: Keys, now: datetime, tmp_path: Path) -> Iterator[Town]:
    """A town on SQLite alone, for what no database has a say in."""
    shutil.copy(_sqlite_model, tmp_path / "village.db")
    opened = connect_again(sqlite_url(tmp_path / "village.db"))
    yield _founded(opened, vault, now, tmp_path)
    opened.close()


def _founded(database: Database, vault: Keys, now: datetime, folder: Path) -> Town:
    with database.writing() as session:
        import_zones(
            session, (EXAMPLES / "municipality.geojson").read_bytes(), by=LOCAL_OPERATOR, now=now
        )
    return Town(database, vault, now, folder)


@dataclass
class Doorstep:
    """Where residents come in by the form: who they are, what they get, what time it is."""

    town: Town
    home: Home
    now: datetime
    dispatch: int = 0

    @property
    def database(self) -> Database:
        return self.town.database

    @property
    def keys(self) -> Keys:
        return self.home.keys

    def waits(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def limited(self, **limits: float) -> None:
        told = Registration(**limits)
        self.home = replace(
            self.home, config=self.home.config.model_copy(update={"registration": told})
        )

    def signs_up(
        self,
        *texts: str,
        handle: str = "page",
        network: str = "203.0.113.7",
        language: str = "el",
        resident: int | None = None,
        normal_letters: bool = False,
    ) -> None:
        form = Signup(
            addresses(*texts), language, network, handle, "f" * 64, resident, normal_letters
        )
        with self.database.writing() as session:
            keep_code_page(session, self.keys, form, now=self.now)
            begin_registration(session, self.home, form, now=self.now)

    def types(self, code: str, *, handle: str = "page") -> ConfirmedContact | WrongCode:
        with self.database.writing() as session:
            return confirm_by_code(session, self.home, handle, code, now=self.now)

    def presses(self, token: str) -> ConfirmedContact:
        with self.database.writing() as session:
            return confirm_by_link(session, self.home, token, now=self.now)

    def enters(
        self, text: str, *, network: str = "203.0.113.7", language: str = "el"
    ) -> ConfirmedContact:
        """Somebody new who types the code at once."""
        self.signs_up(text, handle=f"page of {text}", network=network, language=language)
        done = self.types(self.code_to(text), handle=f"page of {text}")
        assert isinstance(done, ConfirmedContact)
        return done

    def letters_to(self, text: str) -> list[Wording]:
        """What was sent to an address, in order, with whatever words there still are."""
        [address] = addresses(text)
        digest = self.keys.digest(address.mailbox)
        query = (
            select(DELIVERIES.c.dispatch_id)
            .join(CONTACTS, CONTACTS.c.id == DELIVERIES.c.contact_id)
            .where(CONTACTS.c.digest == digest)
            .order_by(DELIVERIES.c.id)
        )
        with self.database.reading() as session:
            return [
                words for each in session.scalars(query) for words in wordings_of(session, each)
            ]

    def code_to(self, text: str) -> str:
        [found] = re.findall(r"(?<![#\d])\d{6}(?!\d)", self.letters_to(text)[-1].text)
        return str(found)

    def token_to(self, text: str, purpose: Purpose) -> str:
        """The token of the link of that purpose in the last letter."""
        [found] = re.findall(rf"/{purpose}/([\w-]{{26}})", self.letters_to(text)[-1].text)
        return str(found)

    def count(self, table: str) -> int:
        with self.database.reading() as session:
            return int(session.execute(sql(f"SELECT count(*) FROM {table}")).scalar_one())

    def journal(self) -> list[tuple[str, str]]:
        with self.database.reading() as session:
            rows = session.execute(sql("SELECT action, subject FROM journal ORDER BY seq"))
            return [(action, subject) for action, subject in rows]


@pytest.fixture
def doorstep(town: Town) -> Doorstep:
    """The door of a town, once on SQLite and once on PostgreSQL."""
    return _opened(town)


@pytest.fixture
def back_door(village: Town) -> Doorstep:
    """The door of a town on SQLite alone."""
    return _opened(village)


def _opened(town: Town) -> Doorstep:
    config = Config(
        public_base_url="https://alerts.town.example.gr",
        staff_notice=StaffNotice(phones=("+306900000099",)),
    )
    return Doorstep(town, Home(town.folder, config, town.keys, town.database), town.now)
