"""A new home: the answers of the wizard become tocsin.toml, a key file and an empty database."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getuser
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from areas import import_zones
from channels.sandbox import ACCOUNT, TOKEN
from console.staff.membership import add_first_administrator
from console.terminal.token_file import token_path
from runtime import LOCAL_OPERATOR, Exit, Home, Problem, open_home, said, why_refused
from runtime.config import FILE_NAME, load_config
from runtime.database import DatabaseReadOnly, connect_database
from runtime.home import database_url, make_private_folder
from runtime.keys import create_keys
from runtime.schema import is_database_empty, upgrade_schema
from staff import UnfitName, fit_name
from subscribers.lists import ImportTerms, RejectsFile, import_residents, open_list

# Written out, so that whoever configures a channel sees where it has to be named.
OUTBOXES: Mapping[str, list[str]] = {"sms": ["outbox_sms"], "email": ["outbox_email"]}
DEMO_PRIVACY: Mapping[str, Mapping[str, object]] = {
    "privacy": {"officer_email": "dpo@demo.example"},
    "privacy.processors": {
        "el": ["Εταιρεία Επίδειξης ΑΕ: αποστολή SMS και e-mail"],
        "en": ["Demo Company SA: carries SMS and e-mail"],
    },
    "privacy.retention": {
        "el": ["Αντίγραφα ασφαλείας: το πολύ 30 ημέρες."],
        "en": ["Backups: at most 30 days."],
    },
}
HTTP_PORT, SMTP_PORT, PUBLIC_PORT, ADMIN_PORT = 8025, 2525, 8080, 8081


class HomeExists(Problem):
    """Nothing was changed. Give another folder with --home, or go on with the one there is: `tocsin
    doctor`."""


class DatabaseInUse(Problem):
    """Nothing was changed. For a new home give an empty database; for another machine of the same
    home copy tocsin.toml and tocsin.key from there."""

    exit = Exit.REFUSED


def user_name() -> str:
    """What the machine calls whoever types, or `admin`."""
    try:
        return fit_name(getuser())
    except (OSError, KeyError, UnfitName):
        return "admin"


@dataclass(frozen=True, slots=True)
class HomeAnswers:
    """What the wizard asks; `channels` and `routes` are written as they are."""

    name_el: str = "Δήμος"
    name_en: str = "Municipality"
    sms_el: str = "ΔΗΜΟΣ"
    sms_en: str = "MUNICIPALITY"
    phone: str = "15377"
    web: str = ""
    email: str = ""
    base_url: str = ""
    routes: Mapping[str, list[str]] = field(default_factory=lambda: {**OUTBOXES})
    channels: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    registration: Mapping[str, object] = field(default_factory=dict)
    privacy: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    admin: str = field(default_factory=user_name)
    database: str = ""


def demo_answers(
    http: int = HTTP_PORT, smtp: int = SMTP_PORT, public: int = PUBLIC_PORT
) -> HomeAnswers:
    """A municipality for the demo, whose channels talk to a sandbox on this machine."""
    return HomeAnswers(
        name_el="Δήμος Πυλαίας-Χορτιάτη (επίδειξη)",
        name_en="Municipality of Pylaia-Chortiatis (demo)",
        sms_el="ΔΗΜΟΣ ΠΥΛΑΙΑΣ-ΧΟΡΤΙΑΤΗ",
        sms_en="PYLAIA-CHORTIATIS",
        phone="2313300000",
        web="https://demo.example",
        email="help@demo.example",
        base_url=f"http://127.0.0.1:{public}",
        # All who try the form come from this machine.
        registration={"per_network_hour": 100},
        privacy=DEMO_PRIVACY,
        routes={"sms": ["twilio"], "email": ["smtp"]},
        channels={
            "twilio": {
                "account_sid": ACCOUNT,
                "auth_token": TOKEN,
                "sender": "TOCSIN-DEMO",
                "base_url": f"http://127.0.0.1:{http}",
                "price_per_part": 0.05,
                "rate": 50,
            },
            "smtp": {
                "host": "127.0.0.1",
                "port": smtp,
                "security": "none",
                "sender": "Δήμος (επίδειξη) <alerts@demo.example>",
            },
        },
    )


def create_home(folder: Path, answers: HomeAnswers) -> Home:
    """Make the files of a home and open it; raises HomeExists or DatabaseReadOnly and then leaves
    nothing behind."""
    there = (folder / FILE_NAME, folder / "tocsin.db", token_path(folder, os.environ))
    if any(path.exists() for path in there):
        raise HomeExists(said("There is a home in {folder} already.", folder=folder.name))
    admin = fit_name(answers.admin)
    _check_empty(answers.database)
    try:
        make_private_folder(folder)
        create_keys(folder / "tocsin.key")
        _write_private(folder / FILE_NAME, toml_of(answers))
    except OSError as error:
        raise DatabaseReadOnly(
            said(
                "The folder {folder} cannot be written: {why}.",
                folder=folder.name,
                why=why_refused(error),
            )
        ) from None
    config = load_config(folder, os.environ).config
    if not config.database:
        _write_private(folder / "tocsin.db", "")
    database = connect_database(database_url(folder, config))
    upgrade_schema(database)
    database.close()
    home = open_home(folder, os.environ)
    add_first_administrator(home, admin, now=datetime.now(UTC))
    return home


def _check_empty(url: str) -> None:
    """Raise DatabaseInUse or DatabaseUnreachable unless the database on a server can be that of a
    new home."""
    if not url:
        return
    database = connect_database(url)
    try:
        if not is_database_empty(database):
            raise DatabaseInUse(said("There are tables in that database already."))
    finally:
        database.close()


def fill_demo(home: Home) -> None:
    """Give the demo its zones and its 200 invented residents."""
    examples = files("examples")
    with home.database.writing() as session:
        import_zones(
            session,
            (examples / "municipality.geojson").read_bytes(),
            by=LOCAL_OPERATOR,
            now=datetime.now(UTC),
        )
    rejects = RejectsFile(home.path / "residents.rejected.csv")
    people = BytesIO((examples / "residents.csv").read_bytes())
    with rejects:
        import_residents(
            home.database,
            home.keys,
            open_list(people),
            rejects,
            ImportTerms(home.config.municipality, LOCAL_OPERATOR, datetime.now(UTC)),
        )


def toml_of(answers: HomeAnswers) -> str:
    """The configuration file: TOML strings are JSON strings, and the tables need nothing more."""
    lines = [
        "# Tocsin: docs/configuration.md explains every value. This file may hold secrets: keep it 0600.",
        "",
    ]
    if answers.database:
        lines += [f"database = {_quoted(answers.database)}", ""]
    if answers.base_url:
        lines += [f"public_base_url = {_quoted(answers.base_url)}", ""]
    lines += _routes_of(answers)
    lines += [
        "[municipality]",
        f"phone = {_quoted(answers.phone)}",
        f"web = {_quoted(answers.web)}",
        *([f"email = {_quoted(answers.email)}"] if answers.email else []),
    ]
    lines += [f"name = {{ el = {_quoted(answers.name_el)}, en = {_quoted(answers.name_en)} }}"]
    lines += [
        f"sms_name = {{ el = {_quoted(answers.sms_el)}, en = {_quoted(answers.sms_en)} }}",
        "",
    ]
    sections = {"registration": answers.registration} if answers.registration else {}
    sections |= dict(answers.privacy)
    sections |= {f"channels.{name}": section for name, section in answers.channels.items()}
    for name, section in sections.items():
        lines += [f"[{name}]", *(f"{key} = {_quoted(value)}" for key, value in section.items()), ""]
    return "\n".join(lines)


def _routes_of(answers: HomeAnswers) -> list[str]:
    """The lines that say by which channels a medium goes, if they are said at all."""
    if not answers.routes:
        return []
    trial = (
        ["# The outbox writes files and reaches nobody: a trial."]
        if answers.routes == OUTBOXES
        else []
    )
    routes = (f"{medium} = {_quoted(names)}" for medium, names in answers.routes.items())
    return [*trial, "[routes]", *routes, ""]


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_private(path: Path, content: str) -> None:
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(content)
