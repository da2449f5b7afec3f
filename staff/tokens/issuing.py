"""Tokens that members show at a door. The value is told once; only the SHA-256 of its secret is
kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_network
from secrets import token_hex

from sqlmodel import Session, col, select

from runtime import Actor, Exit, Problem, Right, UsageProblem, said
from runtime.ip_addresses import IpNetwork
from staff.journal.recording import Facts, record
from staff.people import present_member
from staff.roles import Role, rights_of
from staff.tables import Member, Token

SECRET_BYTES = 24
LONGEST = timedelta(days=366)
LONGEST_LABEL = 60


class NoSuchToken(Problem):
    """No token has that number. `tocsin staff token list` shows them all."""

    exit = Exit.USAGE
    status = 404


class ScopeTooWide(UsageProblem):
    """A token may do less than its member's role, never more. Leave the scope out, or change the
    role: `tocsin staff role MEMBER ROLE`."""


class UnknownScope(UsageProblem):
    """That is no right. `tocsin staff token create --help` and docs/staff.md list those there
    are."""

    for_programs = "That is no right. /openapi.json lists those there are."


class BadNetwork(UsageProblem):
    """A network is written as an address and a length, such as 10.0.0.0/8 or 2001:db8::/48; an
    address alone is that one."""


class BadExpiry(UsageProblem):
    """A token works for a year at most, and at least for a day: --days 1 to 365."""

    for_programs = "A token works for a year at most, and at least for a day: `days` from 1 to 365."


class UnfitLabel(UsageProblem):
    """A label has at most 60 letters that can be read. Give a shorter one."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; `value` (`toc_<id>_<secret>`) is known here and nowhere else."""

    id: int
    value: str

    def __repr__(self) -> str:
        return f"NewToken(id={self.id})"


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token, for a list; no scopes mean all that the role may, no networks from anywhere."""

    id: int
    member_id: int
    member: str
    label: str
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def state(self, now: datetime) -> str:
        """`active`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if now < self.expires_at else "expired"


def create_token(
    session: Session,
    member_id: int,
    *,
    label: str = "",
    scopes: Collection[Right] = (),
    networks: Collection[IpNetwork] = (),
    expires_at: datetime,
    by: Actor,
    now: datetime,
) -> NewToken:
    """Make a token; raises UnknownMember, HasLeftStaff, ScopeTooWide, BadExpiry or UnfitLabel."""
    by.needs(Right.ADMINISTER)
    member = present_member(session, member_id)
    _check(member, label, scopes, expires_at - now)
    secret = token_hex(SECRET_BYTES)
    token = Token(
        member_id=member_id,
        label=label.strip(),
        digest=digest_of(secret),
        scopes=sorted(map(str, scopes)),
        networks=[str(each) for each in networks],
        created_at=now,
        created_by=by.ref,
        expires_at=expires_at,
    )
    session.add(token)
    session.flush()
    assert token.id is not None
    record(session, "token.created", f"token:{token.id}", _facts(token), by=by, now=now)
    return NewToken(token.id, f"toc_{token.id}_{secret}")


def revoke_token(session: Session, token_id: int, *, by: Actor, now: datetime) -> None:
    """A token opens nothing from this moment on; once more does nothing more. Raises
    NoSuchToken."""
    by.needs(Right.ADMINISTER)
    token = session.get(Token, token_id)
    if token is None:
        raise NoSuchToken(said("There is no token {token_id}.", token_id=token_id))
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    session.flush()
    record(
        session, "token.revoked", f"token:{token_id}", {"member": token.member_id}, by=by, now=now
    )


def all_tokens(session: Session, member_id: int | None = None) -> list[TokenView]:
    """All tokens, or those of one member, in the order they were made; no value can be told
    again."""
    query = select(Token, Member.name).join(Member).order_by(col(Token.id))
    if member_id is not None:
        query = query.where(Token.member_id == member_id)
    return [_view(token, name) for token, name in session.exec(query)]


def administered_until(session: Session, *, now: datetime) -> datetime | None:
    """How long an administrator's token works; none: then only whoever holds the home can let one
    in."""
    working = (
        select(Token)
        .join(Member)
        .where(Member.role == Role.ADMIN, col(Member.left_at).is_(None))
        .where(col(Token.revoked_at).is_(None), Token.expires_at > now)
    )
    whole = (
        token
        for token in session.exec(working)
        if not token.scopes or Right.ADMINISTER in token.scopes
    )
    return max((token.expires_at for token in whole), default=None)


def read_scopes(words: Iterable[str]) -> frozenset[Right]:
    """Rights by their words; raises UnknownScope."""
    given = set(words)
    if strange := given - set(Right):
        raise UnknownScope(
            said("'{strange}' is not one of {right}.", strange=min(strange), right=", ".join(Right))
        )
    return frozenset(map(Right, given))


def read_networks(words: Iterable[str]) -> tuple[IpNetwork, ...]:
    """Networks as they are written; raises BadNetwork."""
    return tuple(map(_read_network, words))


def digest_of(secret: str) -> str:
    """What is stored of a secret: it is random enough that SHA-256 alone hides it."""
    return sha256(secret.encode()).hexdigest()


def _facts(token: Token) -> Facts:
    return {
        "member": token.member_id,
        "scopes": token.scopes,
        "networks": token.networks,
        "expires": token.expires_at.isoformat(),
    }


def _read_network(word: str) -> IpNetwork:
    try:
        return ip_network(word.strip(), strict=False)
    except ValueError:
        raise BadNetwork(said("'{network}' is no network.", network=word)) from None


def _check(member: Member, label: str, scopes: Collection[Right], lifetime: timedelta) -> None:
    beyond = set(scopes) - rights_of(member.role)
    if beyond:
        raise ScopeTooWide(
            said(
                "{member} is {role} and has no right {beyond}.",
                member=member.name,
                role=said(member.role),
                beyond=", ".join(sorted(beyond)),
            )
        )
    if not timedelta(0) < lifetime <= LONGEST:
        raise BadExpiry
    if len(label) > LONGEST_LABEL or not label.isprintable():
        raise UnfitLabel


def _view(token: Token, member: str) -> TokenView:
    assert token.id is not None
    return TokenView(
        token.id,
        token.member_id,
        member,
        token.label,
        tuple(token.scopes),
        tuple(token.networks),
        token.created_at,
        token.expires_at,
        token.last_used_at,
        token.revoked_at,
    )
