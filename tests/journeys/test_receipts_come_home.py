"""Receipts end to end: the provider calls back, signed, and the report says who was reached."""

from typing import Any

from sqlalchemy import text

from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation, answers, free_port, until

PEOPLE = 12


def test_the_report_says_what_the_provider_tells(bare: Installation) -> None:
    public = free_port()
    toml = bare.home / "tocsin.toml"
    told_at = f'price_per_part = 0.05\nstatus_callback_base = "http://127.0.0.1:{public}"\n'
    toml.write_text(toml.read_text("utf-8").replace("price_per_part = 0.05", told_at), "utf-8")
    bare.residents(
        *({"name": f"Κάτοικος {n}", "phone": f"+3069999990{n:02d}"} for n in range(PEOPLE))
    )
    bare.sandbox()
    bare.starts("serve", "--public", f"127.0.0.1:{public}", "--admin", f"127.0.0.1:{free_port()}")
    until(lambda: answers(public))

    bare.snow("--all", "--yes", "--expect", str(PEOPLE))

    until(lambda: states(bare) == {"delivered": PEOPLE})
    assert receipts(bare) == {("sent", ""): PEOPLE, ("delivered", ""): PEOPLE}
    assert bare.count == PEOPLE


def states(here: Installation) -> dict[str, int]:
    return dict(rows(here, "SELECT state, count(*) FROM delivery GROUP BY state"))


def receipts(here: Installation) -> dict[tuple[str, str], int]:
    found = rows(here, "SELECT status, aside, count(*) FROM receipt GROUP BY status, aside")
    return {(status, aside): number for status, aside, number in found}


def rows(here: Installation, query: str) -> list[tuple[Any, ...]]:
    database = connect_database(sqlite_url(here.home / "tocsin.db"))
    with database.reading() as session:
        found = [tuple(row) for row in session.execute(text(query))]
    database.close()
    return found
