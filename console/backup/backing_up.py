"""What `tocsin backup` does: copy, check, pack, and only then put the file in its place."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from console.terminal.output import say, show_json
from runtime import (
    Actor,
    Exit,
    Home,
    Problem,
    Right,
    UsageProblem,
    counted,
    joined,
    said,
    why_refused,
)
from runtime.backups import (
    DATABASE,
    BackupExists,
    Manifest,
    check_database,
    copy_database,
    count_rows,
    list_parts,
    pack_backup,
)
from runtime.config import FILE_NAME, omit_secrets
from runtime.database import connect_database, sqlite_url
from runtime.schema import check_schema, newest_revision
from staff import record
from staff.journal import prove_journal

KINDS = {".toml", ".txt", ".html"}


class ServerDatabase(Problem):
    """A PostgreSQL server makes its own: `pg_dump --format=custom --file=FILE DATABASE`, and
    tocsin.toml beside it. Restored by `pg_restore` into a new database, it starts held like any
    copy."""

    exit = Exit.REFUSED


def write_backup(home: Home, file: Path, *, by: Actor, force: bool, as_json: bool) -> None:
    """Write a backup of a home. Raises ServerDatabase, BackupExists, BadBackup, BrokenJournal or
    NotAllowed."""
    by.needs(Right.ADMINISTER)
    if not home.database.is_sqlite:
        raise ServerDatabase(said("This home's database is on a PostgreSQL server."))
    if file.exists() and not force:
        raise BackupExists(said("There is a file {file} already.", file=file.name))
    now = datetime.now(UTC)
    with private_folder(file.absolute().parent) as folder:
        parts = folder / "parts"
        parts.mkdir()
        omitted = _gather(home, parts)
        manifest = _manifest(parts, now)
        digest = pack_backup(parts, manifest, home.keys, folder / file.name)
        (folder / file.name).replace(file)
    with home.database.writing() as session:
        facts = {"sha256": digest, "journal": manifest.journal}
        record(session, "home.backed_up", "home", facts, by=by, now=now)
    if as_json:
        show_json(
            {
                "file": str(file),
                "sha256": digest,
                "omitted": list(omitted),
                **manifest_json(manifest),
            }
        )
        return
    _tell(home, file, manifest, digest, omitted)


def _tell(home: Home, file: Path, manifest: Manifest, digest: str, omitted: Sequence[str]) -> None:
    say(
        said(
            "The backup is in {file}: {summary}; SHA-256 {digest}.",
            file=file.name,
            summary=summary(manifest),
            digest=digest,
        )
    )
    say(
        said(
            "Not in it: {key_file}, tokens, secret files. It is sealed with key {name}: keep that elsewhere, without it nothing in the backup can be read.",
            key_file=home.config.key_file.name,
            name=home.keys.ring.own.name,
        )
    )
    if omitted:
        say(
            said(
                "Left out of {file}, and to be set again after a restore: {omitted}.",
                file=FILE_NAME,
                omitted=", ".join(omitted),
            )
        )


def _gather(home: Home, folder: Path) -> tuple[str, ...]:
    """Write the parts of a backup into a folder; returns the names of the settings that are left
    out."""
    copy_database(home.database, folder / DATABASE)
    settings = home.path / FILE_NAME
    text, omitted = omit_secrets(settings.read_text("utf-8")) if settings.exists() else ("", ())
    if text:
        _write(folder / FILE_NAME, text.encode())
    own = home.path / home.config.templates
    # Whoever keeps templates beside the key would find it in the backup.
    if own.is_dir() and not home.path.resolve().is_relative_to(own.resolve()):
        for path in sorted(own.rglob("*")):
            if path.is_file() and path.suffix in KINDS:
                _write(folder / "templates" / path.relative_to(own), path.read_bytes())
    return omitted


def _manifest(folder: Path, now: datetime) -> Manifest:
    copy = connect_database(sqlite_url(folder / DATABASE))
    try:
        check_database(copy)
        check_schema(copy)
        with copy.reading() as session:
            head = prove_journal(session, None).head
        rows = count_rows(copy)
    finally:
        copy.close()
    return Manifest(version("tocsin"), newest_revision(), now, head, rows, list_parts(folder))


@contextmanager
def private_folder(beside: Path) -> Iterator[Path]:
    """A folder that nobody else can read, on the same disk as the file to be written."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".tocsin-", dir=beside))
    except OSError as error:
        raise UsageProblem(
            said(
                "The folder {folder} cannot be written: {why}.",
                folder=beside.name,
                why=why_refused(error),
            )
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def summary(manifest: Manifest) -> str:
    """What is in a backup, in a line."""
    rows = manifest.rows
    return joined(
        ", ",
        [
            counted(rows.get("resident", 0), "{count} resident", "{count} residents"),
            counted(rows.get("alert", 0), "{count} alert", "{count} alerts"),
            counted(rows.get("journal", 0), "{count} journal entry", "{count} journal entries"),
        ],
    )


def manifest_json(manifest: Manifest) -> dict[str, object]:
    """What a backup says of itself: docs/json.md."""
    return {
        "version": manifest.version,
        "schema": manifest.schema,
        "made_at": manifest.made_at.isoformat(),
        "journal": manifest.journal,
        "rows": dict(manifest.rows),
    }
