"""Authentication: a token becomes the actor it stands for, or nobody."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from runtime import Actor, Exit, Instant, Problem, said
from runtime.ip_addresses import IpAddress, is_inside
from staff.roles import rights_of
from staff.tables import Member, Token
from staff.tokens.issuing import digest_of

NOTED_EVERY = timedelta(minutes=1)
_FORM = re.compile(r"toc_([1-9][0-9]{0,8})_([0-9a-f]{48})", re.ASCII)
_NOBODY = "0" * 64


class UnknownToken(Problem):
    """The token opens nothing here. An administrator makes a new one: `tocsin staff token create
    MEMBER`."""

    exit = Exit.REFUSED
    status = 401


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Somebody who came in; `unnoted` when the use of their token should be written down:
    `note_use`."""

    actor: Actor
    token_id: int
    unnoted: bool


def find_actor(session: Session, token: str, *, now: datetime) -> Actor:
    """The member a token stands for, with the rights of the role cut to its scopes; raises
    UnknownToken."""
    return authenticate_token(session, token, now=now).actor


def authenticate_token(
    session: Session, token: str, *, now: datetime, peer: IpAddress | None = None
) -> Authenticated:
    """What `find_actor` finds, and whether the use should be noted; at the admin API `peer` is who
    shows it. One SELECT; a reading session will do."""
    form = _FORM.fullmatch(token)
    if form is None:
        raise UnknownToken
    row = session.exec(select(Token, Member).join(Member).where(Token.id == int(form[1]))).first()
    if (
        not hmac.compare_digest(row[0].digest if row else _NOBODY, digest_of(form[2]))
        or row is None
    ):
        raise UnknownToken
    found, member = row
    if found.revoked_at is not None or member.left_at is not None or _is_elsewhere(found, peer):
        raise UnknownToken
    if found.expires_at <= now:
        raise UnknownToken(
            said(
                "It expired on {expires_at:%a %d/%m/%Y %H:%M}.",
                expires_at=Instant(found.expires_at),
            )
        )
    noted = found.last_used_at is not None and now - found.last_used_at < NOTED_EVERY
    return Authenticated(_actor(member, found.scopes), int(form[1]), not noted)


def note_token_use(session: Session, token_id: int, *, now: datetime) -> None:
    """Write down that a token was used; a use within the same minute changes nothing."""
    last = col(Token.last_used_at)
    stale = or_(last.is_(None), last <= now - NOTED_EVERY)
    session.execute(update(Token).where(col(Token.id) == token_id, stale).values(last_used_at=now))


def _is_elsewhere(token: Token, peer: IpAddress | None) -> bool:
    """Whether it is shown from a network that it does not work in; at the terminal it always is
    here."""
    networks = map(ip_network, token.networks)
    return peer is not None and bool(token.networks) and not is_inside(peer, networks)


def _actor(member: Member, scopes: list[str]) -> Actor:
    rights = rights_of(member.role)
    cut = frozenset(right for right in rights if right in scopes) if scopes else rights
    return Actor(member.name, cut, f"member:{member.id}")
