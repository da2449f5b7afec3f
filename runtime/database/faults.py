"""Database faults: what a database says, as a problem that names the next step."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from runtime.problems import Exit, Problem
from runtime.sentences import said


class DatabaseUnreachable(Problem):
    """Nothing was changed. Check that the folder or server exists and is yours to write, then
    `tocsin doctor`."""

    exit = Exit.UNREACHABLE
    status = 503


class DatabaseReadOnly(DatabaseUnreachable):
    """Nothing was changed. Make the home folder and the database file writable for this user, then
    repeat the command."""


class DiskFull(DatabaseUnreachable):
    """What was committed before is safe and nothing else was changed. Free some space on the disk,
    then repeat the command."""


class DiskFails(DatabaseUnreachable):
    """What was committed before is safe and nothing else was changed. Look at the disk's space,
    quota and health, then repeat the command."""


class DatabaseBusy(DatabaseUnreachable):
    """Another program kept the database for itself too long. Nothing was changed; repeat the
    command."""


class DatabaseDamaged(DatabaseUnreachable):
    """The file is not a sound SQLite database. Put it aside and restore your backup;
    docs/going-live.md says how."""


_SIGNS = (
    ("disk is full", DiskFull, said("The disk is full.")),
    ("No space left", DiskFull, said("The disk is full.")),
    ("readonly", DatabaseReadOnly, said("The database cannot be written.")),
    ("read-only", DatabaseReadOnly, said("The database cannot be written.")),
    ("locked", DatabaseBusy, said("The database is locked.")),
    ("malformed", DatabaseDamaged, said("The database file is damaged.")),
    ("not a database", DatabaseDamaged, said("The database file is damaged.")),
    ("unable to open", DatabaseUnreachable, said("The database file cannot be opened.")),
    ("disk I/O", DiskFails, said("The disk cannot be read or written.")),
    ("connect", DatabaseUnreachable, said("The database server does not answer.")),
    ("terminat", DatabaseUnreachable, said("The database server ended the connection.")),
)


@contextmanager
def explained() -> Iterator[None]:
    """Raise what the database says as a problem that names the next step."""
    try:
        yield
    except NoConnectionFree:
        raise DatabaseBusy(said("Too many wait for the database.")) from None
    except DBAPIError as error:
        cause = str(error.orig)
        for sign, problem, words in _SIGNS:
            if sign in cause:
                raise problem(words) from None
        raise
