"""A backup unpacked into a temporary folder, and examined before anything of it is used."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delivery.contacts import check_key
from runtime import Keys, said
from runtime.backups import DATABASE, BadBackup, Manifest, check_database
from runtime.database import connect_database, sqlite_url
from runtime.schema import DatabaseOlder, check_schema
from staff.journal import prove_journal


def check_staged(staging: Path, manifest: Manifest, known: Keys | None) -> bool:
    """Examine the database of a backup; whether it needs an upgrade. Raises BadBackup,
    DatabaseNewer, WrongKey or BrokenJournal."""
    database = connect_database(sqlite_url(staging / DATABASE))
    try:
        check_database(database)
        with database.reading() as session:
            if known:
                check_key(session, known)
        try:
            check_schema(database)
        except DatabaseOlder:
            return True
        with database.reading() as session:
            if prove_journal(session, known).head != manifest.journal:
                raise BadBackup(said("The journal in it is another one than its list says."))
        return False
    finally:
        database.close()


@contextmanager
def staging_beside(folder: Path | None) -> Iterator[Path]:
    """A folder to unpack in, beside the home that is to be or among the temporary files; it is gone
    afterwards."""
    staging = Path(tempfile.mkdtemp(prefix=".tocsin-", dir=folder))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
