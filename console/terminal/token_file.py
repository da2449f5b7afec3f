"""The token file: the token by which the terminal knows who types, and where it is kept."""

import os
import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from console.terminal.accounts import account_of, token_of
from runtime import Actor, Database, Exit, Home, Problem, said
from runtime.database import DatabaseUnreachable
from runtime.home import TOKEN_FILE
from staff import all_members
from staff.tokens import authenticate_token, note_token_use

TOKEN_VARIABLES = frozenset({"TOCSIN_TOKEN", "TOCSIN_TOKEN_FILE"})


class NoMembers(Problem):
    """Whoever holds the home makes the first member: `tocsin staff add NAME --role admin`."""

    exit = Exit.REFUSED
    status = 401


class NoToken(Problem):
    """Put your token in the file tocsin.token of the home (mode 600) or in TOCSIN_TOKEN; an
    administrator makes one: `tocsin staff token create MEMBER`."""

    exit = Exit.REFUSED
    status = 401


class NoTokenOfAccount(Problem):
    """Each account of this machine acts with its own token, never with another's. An administrator
    makes yours."""

    exit = Exit.REFUSED
    status = 401


class UnfitTokenFile(Problem):
    """Who can read a token can act as its member, so its file must be yours alone. Mend it, then
    repeat the command."""

    exit = Exit.REFUSED


def authenticate(
    database: Database, folder: Path, environment: Mapping[str, str], *, now: datetime
) -> Actor:
    """The member whose token this terminal has; raises NoMembers, NoToken, NoTokenOfAccount,
    UnfitTokenFile or UnknownToken."""
    token = _token(folder, environment)
    with database.reading() as session:
        if not all_members(session):
            raise NoMembers(said("This home has no members yet."))
        if not token:
            raise _unknown(account_of(environment))
        arrival = authenticate_token(session, token, now=now)
    if arrival.unnoted:
        _note(database, arrival.token_id, now)
    return arrival.actor


def is_identified(environment: Mapping[str, str]) -> bool:
    """Whether an account, or a token that was given for this command, says who types; else it may
    be whoever holds the home."""
    return bool(account_of(environment)) or not TOKEN_VARIABLES.isdisjoint(environment)


def token_path(folder: Path, environment: Mapping[str, str]) -> Path:
    """Where the token of this terminal is: under the account that sudo names, else in
    tocsin.token."""
    account = account_of(environment)
    return token_of(folder, account) if account else folder / TOKEN_FILE


def keep_token(path: Path, value: str) -> bool:
    """Write the token of this terminal, readable by its owner alone; false when there is one, which
    stays."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(f"{value}\n")
    return True


def nobody_yet(home: Home) -> bool:
    """Whether a database has no members yet."""
    with home.database.reading() as session:
        return not all_members(session)


def drop_stale_token(home: Home) -> str:
    """Take away this terminal's token where the database has no members, so of another database;
    returns the file's name."""
    path = token_path(home.path, os.environ)
    if not path.exists() or not nobody_yet(home):
        return ""
    path.unlink()
    return path.name


def _token(folder: Path, environment: Mapping[str, str]) -> str:
    if told := environment.get("TOCSIN_TOKEN", "").strip():
        return told
    named = environment.get("TOCSIN_TOKEN_FILE", "")
    path = Path(named) if named else token_path(folder, environment)
    try:
        with path.open(encoding="ascii") as file:
            _check_private(path, os.fstat(file.fileno()))
            return file.read(200).strip()
    except FileNotFoundError:
        if not named:
            return ""
        raise UnfitTokenFile(
            said("TOCSIN_TOKEN_FILE names {file}, which is not there.", file=path.name)
        ) from None
    except (OSError, UnicodeDecodeError):
        raise UnfitTokenFile(
            said("The token file {file} cannot be read.", file=path.name)
        ) from None


def _unknown(account: str) -> Problem:
    if not account:
        return NoToken(said("Tocsin does not know who you are."))
    return NoTokenOfAccount(
        said(
            "The account {account} has no token: sudo tocsin staff token create MEMBER --for {account}",
            account=account,
        )
    )


def _check_private(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise UnfitTokenFile(
            said("The token file {file} belongs to another user of this machine.", file=path.name)
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise UnfitTokenFile(
            said(
                "The token file {file} can be read by others: chmod 600 {path}",
                file=path.name,
                path=path,
            )
        )


def _note(database: Database, token_id: int, now: datetime) -> None:
    """Note the last use of a token; it waits for no lock, and no command fails for it."""
    try:
        with database.courtesy() as session:
            note_token_use(session, token_id, now=now)
    except DatabaseUnreachable:
        return
