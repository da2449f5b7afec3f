"""A town to test in: zones, residents and what they are told, in plain words."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from areas import gazetteer, import_zones, resolve
from channels import Medium
from delivery import Address, addresses_of
from runtime import LOCAL_OPERATOR, Database, Keys, Municipality
from runtime.database import connect, sqlite_url
from subscribers import (
    Breadth,
    Changes,
    Concern,
    Criteria,
    GivenConsent,
    Newcomer,
    Profile,
    RejectsFile,
    ResidentImport,
    ResidentView,
    Topic,
    add,
    audience,
    change,
    import_residents,
    read_email,
    read_phone,
    remove,
    show,
)

HEADER = "name,language,phone,email,zones,groups,topics,consent_source,consent_at\n"
EXAMPLES = Path(__file__).parents[2] / "examples"
LOCAL = Municipality()
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
            return frozenset(gazetteer(session).find(code).id for code in codes)

    def adds(self, *texts: str, consent: GivenConsent = AGREED, **profile: object) -> int:
        newcomer = Newcomer(Profile(**profile), addresses(*texts), consent)  # type: ignore[arg-type]
        with self.database.writing() as session:
            return add(session, self.keys, newcomer, by=LOCAL_OPERATOR, now=self.now)

    def changes(self, resident: int, **changes: object) -> None:
        asked = Changes(**changes)  # type: ignore[arg-type]
        with self.database.writing() as session:
            change(session, self.keys, resident, asked, by=LOCAL_OPERATOR, now=self.now)

    def removes(self, resident: int, reason: str = "asked") -> None:
        with self.database.writing() as session:
            remove(session, resident, reason=reason, by=LOCAL_OPERATOR, now=self.now)

    def imports(self, content: str | bytes, *, headings: str = HEADER) -> ResidentImport:
        raw = (headings + content).encode() if isinstance(content, str) else content
        with RejectsFile(self.rejected) as rejects:
            return import_residents(
                self.database.writing,
                self.keys,
                BytesIO(raw),
                rejects,
                municipality=LOCAL,
                by=LOCAL_OPERATOR,
                now=self.now,
            )

    @property
    def rejected(self) -> Path:
        return self.folder / "town.rejected.csv"

    def shows(self, resident: int) -> ResidentView:
        with self.database.reading() as session:
            return show(session, self.keys, resident)

    def tells(
        self,
        *zones: str,
        topic: Topic = Topic.WEATHER,
        concern: Concern = Concern.URGENT,
        media: tuple[Medium, ...] = (Medium.SMS, Medium.EMAIL),
        breadth: Breadth = Breadth.ALL,
    ) -> set[str]:
        """The addresses an alert would go to."""
        with self.database.reading() as session:
            criteria = Criteria(resolve(session, zones).zone_ids, topic, concern, media, breadth)
            told = [row.contact_id for row in session.execute(audience(criteria))]
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
    opened = connect(sqlite_url(tmp_path / "village.db"))
    yield _founded(opened, vault, now, tmp_path)
    opened.close()


def _founded(database: Database, vault: Keys, now: datetime, folder: Path) -> Town:
    with database.writing() as session:
        import_zones(session, (EXAMPLES / "municipality.geojson").read_bytes(), by=LOCAL_OPERATOR, now=now)
    return Town(database, vault, now, folder)
