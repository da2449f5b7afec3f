"""The accounts of this machine, each with a token of its own in tokens/ of the home."""

import os
import pwd
import re
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from runtime import Exit, Problem, UsageProblem, said
from runtime.home import TOKENS

_FORM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}", re.ASCII)


class UnknownAccount(UsageProblem):
    """A token lies under the name with which somebody logs in to this machine: `getent passwd`
    lists them, `whoami` says one's own."""


class UnfitAccount(Problem):
    """Nobody can be told by it, so nothing was done. Log in with a plain account."""

    exit = Exit.REFUSED


def account_of(environment: Mapping[str, str]) -> str:
    """The account that began this command by sudo, empty when it is the one it runs as; raises
    UnfitAccount."""
    account, number = environment.get("SUDO_USER", ""), environment.get("SUDO_UID", "")
    if not account or number == str(os.geteuid()):
        return ""
    if not _FORM.fullmatch(account):
        raise UnfitAccount(said("sudo names an account that cannot be a file's name."))
    return account


def token_of(home: Path, account: str) -> Path:
    """Where the token of an account lies."""
    return home / TOKENS / account


def check_account(account: str) -> None:
    """Raise UnknownAccount unless somebody logs in to this machine by that name."""
    try:
        if not _FORM.fullmatch(account):
            raise KeyError(account)
        pwd.getpwnam(account)
    except KeyError:
        raise UnknownAccount(
            said("This machine has no account '{account}'.", account=account)
        ) from None


def give_token(home: Path, account: str, value: str) -> None:
    """Put a token in place for an account, readable by the user of the home alone, in place of the
    one that was there."""
    path = token_of(home, account)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_name(f".{token_hex(8)}")
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as out:
        out.write(f"{value}\n")
    beside.replace(path)
