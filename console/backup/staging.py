"""A backup unpacked into a temporary folder, and examined before anything of it is used."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delivery.contacts import check_key
from runtime import Keys, backups, connect, said, schema, sqlite_url
from staff import verify


def check_staged(staging: Path, manifest: backups.Manifest, known: Keys | None) -> bool:
    """Examine the database of a backup; whether it needs an upgrade. Raises BadBackup,
    DatabaseNewer, WrongKey or BrokenJournal."""
    database = connect(sqlite_url(staging / backups.DATABASE))
    try:
        backups.check_whole(database)
        with database.reading() as session:
            if known:
                check_key(session, known)
        try:
            schema.check(database)
        except schema.DatabaseOlder:
            return True
        with database.reading() as session:
            if verify(session).head != manifest.journal:
                raise backups.BadBackup(
                    said("The journal in it is another one than its list says.")
                )
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
