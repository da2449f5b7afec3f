"""The tables of the web: proofs of work that were handed in, so that each counts once, and what
programs were answered."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from runtime.database import UtcDateTime, sealed_in_row


class SpentChallenge(SQLModel, table=True):
    """A challenge whose solution was taken; after `expires_at` it would be refused anyway and the
    row can go."""

    __tablename__ = "spent_challenge"

    digest: bytes = Field(primary_key=True, max_length=32)  # SHA-256 of the challenge's nonce
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class KeptAnswer(SQLModel, table=True):
    """The request behind one Idempotency-Key of one member, and its answer, sealed; kept for seven
    days."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("member", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    member: str = Field(max_length=40)
    key: bytes = Field(max_length=32)  # keyed digest
    act: str = Field(max_length=200)  # method and path
    request: bytes = Field(max_length=32)  # keyed digest of method, path, query and body
    status: int
    answer: bytes = Field(sa_column_kwargs=sealed_in_row("key"))
    at: datetime = Field(sa_type=UtcDateTime, index=True)


SPENT = SQLModel.metadata.tables["spent_challenge"]
