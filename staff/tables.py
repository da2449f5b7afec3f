"""The tables of staff: members, their tokens and second factors, tokens that open nothing, and the
journal of every act."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from runtime.database import UtcDateTime, Word, sealed_in_row
from runtime.keys import SealedPlace
from staff.roles import Role


class Member(SQLModel, table=True):
    """Somebody, or a program, that works for the office; `raised_by` last gave them the right to
    approve, `lowered_at` it was last taken."""

    __tablename__ = "member"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120, unique=True)
    role: Role = Field(sa_type=Word(Role))
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: str = Field(default="", max_length=40)
    raised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    raised_by: str = Field(default="", max_length=40)
    lowered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Token(SQLModel, table=True):
    """What a member shows at a door: only the SHA-256 of it is stored; no scopes mean all that the
    role may."""

    __tablename__ = "token"

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    label: str = Field(default="", max_length=60)
    digest: str = Field(max_length=64)
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    # From where it works in the admin API; none: from anywhere.
    networks: list[str] = Field(
        default=[], sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(default="", max_length=40)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SecondFactor(SQLModel, table=True):
    """The secret of a member's codes and what is left of their recovery codes, sealed; empty once
    it was removed. `failures` are the wrong codes since the last right one."""

    __tablename__ = "second_factor"

    member_id: int = Field(
        foreign_key="member.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    content: bytes = Field(sa_column_kwargs=sealed_in_row("member_id"))
    # The newest step of 30 s (RFC 6238) whose code was taken: none of it or before it is again.
    last_step: int = Field(sa_type=BigInteger)
    failures: int = 0
    last_failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: str = Field(max_length=40)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_by: str = Field(default="", max_length=40)


class FailedToken(SQLModel, table=True):
    """How many tokens that open nothing one network showed at the admin API within one hour."""

    __tablename__ = "failed_token"

    hour: datetime = Field(sa_type=UtcDateTime, primary_key=True)
    network: str = Field(primary_key=True, max_length=50)
    number: int
    last_at: datetime = Field(sa_type=UtcDateTime)


class JournalEntry(SQLModel, table=True):
    """One act: ids and keyed digests only, chained to the one before it and signed; triggers refuse
    UPDATE and DELETE."""

    __tablename__ = "journal"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=40)
    action: str = Field(max_length=60)
    subject: str = Field(max_length=60)
    facts: str  # canonical JSON
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    # By the key of the home; empty in what was written before entries were signed.
    signature: str = Field(default="", max_length=70, sa_column_kwargs={"server_default": ""})


FAILED_TOKENS = SQLModel.metadata.tables["failed_token"]
JOURNAL = SQLModel.metadata.tables["journal"]


def place_of_factor(member_id: int) -> SealedPlace:
    """Where the second factor of a member stands sealed."""
    return SealedPlace("second_factor.content", member_id)
