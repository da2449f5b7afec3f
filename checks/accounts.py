"""The accounts of this machine that act with a token of their own (tokens/ACCOUNT of the home)."""

import pwd
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from checks.results import CheckResult, ok, warn
from checks.situation import Situation
from runtime import said
from runtime.home import TOKEN_FILE, TOKENS
from staff.tokens import UnknownToken, find_actor


def check_accounts(at: Situation) -> Iterator[CheckResult]:
    """Whether each account's token works and is for it alone, and nobody else is taken for an
    administrator."""
    folder = at.home.path / TOKENS
    files = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
    with at.home.database.reading() as session:
        members = {path.name: _member(session, path, at) for path in files}
    faults = [*_faults(members), *_shared(members), *_open(files)]
    if files and (at.home.path / TOKEN_FILE).exists():
        faults.append(
            warn(
                said("{name} lets whoever acts as the home's user be its member", name=TOKEN_FILE),
                said(
                    "Take it away when every officer has a token of their own: sudo rm {path}",
                    path=at.home.path / TOKEN_FILE,
                ),
            )
        )
    yield from faults or [ok(said("accounts with a token of their own: {count}", count=len(files)))]


def _member(session: Session, path: Path, at: Situation) -> str:
    """Whose token lies in a file, empty when it opens nothing."""
    try:
        return find_actor(
            session, path.read_text("ascii", errors="replace").strip(), now=at.now
        ).ref
    except (UnknownToken, OSError):
        return ""


def _faults(members: dict[str, str]) -> Iterator[CheckResult]:
    known = {each.pw_name for each in pwd.getpwall()}
    for account, member in members.items():
        if account not in known:
            yield warn(
                said(
                    "there is a token for '{account}', which is no account of this machine",
                    account=account,
                ),
                said("Take it away: sudo rm {path}", path=f"{TOKENS}/{account}"),
            )
        elif not member:
            yield warn(
                said("the token of account {account} opens nothing", account=account),
                f"sudo tocsin staff token create MEMBER --for {account}",
            )


def _shared(members: dict[str, str]) -> Iterator[CheckResult]:
    whose: dict[str, list[str]] = {}
    for account, member in members.items():
        whose.setdefault(member, []).append(account)
    for member, accounts in whose.items():
        if member and len(accounts) > 1:
            yield warn(
                said(
                    "accounts {accounts} act as one person: neither can approve for the other",
                    accounts=", ".join(accounts),
                ),
                "sudo tocsin staff add NAME --role ROLE --for ACCOUNT",
            )


def _open(files: list[Path]) -> Iterator[CheckResult]:
    for path in files:
        if path.stat().st_mode & 0o077:
            yield warn(
                said("the token of account {account} can be read by others", account=path.name),
                f"sudo chmod 600 {path}",
            )
