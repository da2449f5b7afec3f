"""The examination behind `tocsin doctor`: each check yields its lines; one that cannot be made does not stop the others."""

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pysqlite3.dbapi2

from alerts import Office, latest_alerts
from channels import ChannelSettings, Medium, Probes, carriers, open_channel, settings
from console.badge import TOKEN_FILE
from console.findings import FAIL, OK, WARN, Line
from console.oversight import oversee
from console.whereabouts import locate
from delivery import check_key, nobody_at_work
from runtime import FILE_NAME, SAFE_SQLITE, Home, Problem, moment, open_home, schema
from staff import administered_until, members
from subscribers import count
from templates import NoCorrection

ENOUGH_DISK = 1_000_000_000
CLOCK_SECONDS = 2.0
RENEW = timedelta(days=30)
Check = Callable[[Home], Iterator[Line]]


def examine(folder: Path) -> list[Line]:
    """Make every check that can be made."""
    try:
        home = open_home(folder, os.environ)
    except Problem as problem:
        return [Line(FAIL, " ".join(problem.details) or "This is no home.", problem.why)]
    found = [line for check in CHECKS for line in _lines(check, home)]
    tables = list(_lines(_tables, home))
    if any(line.level == FAIL for line in tables):
        return _once(*tables, *found)
    return _once(*tables, *found, *(line for check in ON_TABLES for line in _lines(check, home)))


def _once(*lines: Line) -> list[Line]:
    """What stops several checks is said once."""
    return list(dict.fromkeys(lines))


def _lines(check: Check, home: Home) -> Iterator[Line]:
    try:
        yield from check(home)
    except Problem as problem:
        yield Line(FAIL, " ".join(problem.details) or type(problem).__name__, problem.why)


def _files(home: Home) -> Iterator[Line]:
    for name in (FILE_NAME, str(home.config.key_file), TOKEN_FILE):
        path = home.path / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield Line(WARN, f"{path.name} can be read by others on this machine", f"chmod 600 {path.name}")
    free = shutil.disk_usage(home.path).free
    level = OK if free > ENOUGH_DISK else WARN
    yield Line(
        level,
        f"disk: {free / 1e9:.1f} GB free",
        "" if level == OK else "Free some space: without it nothing is sent.",
    )


def _tables(home: Home) -> Iterator[Line]:
    schema.check(home.database)
    yield Line(OK, f"database: {home.database.engine.dialect.name}, tables at version {schema.head()}")
    if home.database.is_sqlite and pysqlite3.dbapi2.sqlite_version_info < SAFE_SQLITE:
        yield Line(
            FAIL,
            f"SQLite {pysqlite3.dbapi2.sqlite_version} can corrupt its file",
            "Install pysqlite3 0.6 or later.",
        )
    with home.database.reading() as session:
        ahead = abs((moment(session) - datetime.now(UTC)).total_seconds())
    if ahead > CLOCK_SECONDS:
        yield Line(
            WARN,
            f"the clocks of this machine and of the database differ by {ahead:.0f} s",
            "Run NTP on both.",
        )


def _staff(home: Home) -> Iterator[Line]:
    now = datetime.now(UTC)
    with home.database.reading() as session:
        until, anybody = administered_until(session, now=now), bool(members(session))
    if until is None:
        fix = "tocsin staff token create MEMBER" if anybody else "tocsin staff add NAME --role admin"
        yield Line(WARN, "no administrator has a token that works", fix)
    elif until - now < RENEW:
        yield Line(
            WARN, f"no administrator's token works after {until:%d/%m/%Y}", "tocsin staff token create MEMBER"
        )


def _key(home: Home) -> Iterator[Line]:
    with home.database.reading() as session:
        check_key(session, home.keys)
    yield Line(OK, "key file: it opens the addresses of this database")


def _words(home: Home) -> Iterator[Line]:
    catalogue = Office.of(home).catalogue
    yield Line(OK, f"templates: {len(catalogue.good)} ready")
    for fault in catalogue.broken.values():
        yield Line(WARN, f"template {fault}", "Correct the file; the others can be used meanwhile.")
    for template in catalogue.all():
        try:
            catalogue.correction_of(template)
        except NoCorrection as problem:
            yield Line(WARN, " ".join(problem.details), problem.why)


def _people(home: Home) -> Iterator[Line]:
    with home.database.reading() as session:
        contacts = count(session).by_medium
    if not contacts:
        yield Line(WARN, "nobody is registered", "tocsin residents import FILE.csv")
    for medium, number in contacts.items():
        name = carriers(home.config.routes).get(medium)
        told = settings(name, home.config.channels, home.path) if name else None
        yield _reaching(medium, number, told)


def _reaching(medium: Medium, number: int, told: ChannelSettings | None) -> Line:
    if told is None:
        return Line(
            WARN, f"{number:,} contacts by {medium}, and nothing carries it", "Name a channel under [routes]."
        )
    if told.rate is None:
        return Line(OK, f"{number:,} contacts by {medium}, as fast as the provider takes it")
    return Line(
        OK,
        f"{number:,} contacts by {medium}: {number / told.rate / 60:,.1f} minutes to reach everyone, one part each",
    )


def _carriers(home: Home) -> Iterator[Line]:
    for medium, names in home.config.routes.items():
        for name in names:
            yield from _lines(partial(_probed, medium=medium, name=name), home)


def _probed(home: Home, medium: str, name: str) -> Iterator[Line]:
    yield from asyncio.run(_probe(home, medium, name))


async def _probe(home: Home, medium: str, name: str) -> list[Line]:
    channel = open_channel(name, home.config.channels, home.path)
    try:
        if not isinstance(channel, Probes):
            return [Line(OK, f"{medium}: '{name}' is set up; it cannot examine itself")]
        return [
            Line(OK if found.good else FAIL, f"{medium}: '{name}' {found.what}", found.fix)
            for found in await channel.probe()
        ]
    finally:
        await channel.close()


def _waiting(home: Home) -> Iterator[Line]:
    with home.database.reading() as session:
        sending = [alert.id for alert in latest_alerts(session, 100) if alert.state == "sending"]
        idle = nobody_at_work(session)
    if sending and idle:
        yield Line(WARN, f"alert {sending[0]} is not finished and no worker is at work", "tocsin worker")


CHECKS: tuple[Check, ...] = (_files, _words, _carriers)
ON_TABLES: tuple[Check, ...] = (_staff, _key, _people, _waiting, oversee, locate)
