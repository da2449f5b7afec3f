"""The tables of registration: who is on the way in, what was sent to prove it, and who said that it
was not them.

Links name a candidate and the journal a registration by number, so no number may ever be another's:
SQLite would give out those of deleted rows again."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from channels import Medium
from runtime.database import UtcDateTime, Word, sealed_in_row

NEVER_AGAIN = {"sqlite_autoincrement": True}


class Sending(StrEnum):
    """What went out: a code, a link for somebody who is known, or the notice to staff that codes
    pause."""

    CODE = "code"
    LINK = "link"
    NOTICE = "notice"


class Enrolment(SQLModel, table=True):
    """One form filled in: found by the keyed digest of the handle that the visitor's page holds;
    gone when it expires."""

    __tablename__ = "registration"
    __table_args__ = NEVER_AGAIN

    id: int | None = Field(default=None, primary_key=True)
    handle: bytes = Field(max_length=32, unique=True)
    resident_id: int | None = Field(default=None, foreign_key="resident.id", index=True)
    language: str = Field(max_length=12)
    network: str = Field(default="", max_length=60)  # truncated IP
    text_hash: str = Field(default="", max_length=64)
    normal_letters: bool = False
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Candidate(SQLModel, table=True):
    """A contact that was given in a registration; `owed` when its code waits until another contact
    is confirmed."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("registration_id", "contact_id"), NEVER_AGAIN)

    id: int | None = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="registration.id")
    contact_id: int = Field(foreign_key="contact.id", index=True)
    code: bytes | None = Field(default=None, max_length=32)  # keyed digest
    code_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_id: int | None = None  # the row of code_sent that counts its tries
    owed: bool = False
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class KeptCodePage(SQLModel, table=True):
    """The page on which a visitor types codes, found by the keyed digest of the secret in its
    address; `content` is the form, sealed; phone and e-mail are keyed digests, empty where none."""

    __tablename__ = "code_page"

    handle: bytes = Field(primary_key=True, max_length=32)
    content: bytes = Field(sa_column_kwargs=sealed_in_row("handle"))
    phone: bytes = Field(default=b"", max_length=32)
    email: bytes = Field(default=b"", max_length=32)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    sendings: int = 1
    tries: int = 0
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class CodeSent(SQLModel, table=True):
    """One message of the form, kept for a day: every limit is a count over these; digests are
    keyed, empty where there is none."""

    __tablename__ = "code_sent"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    sending: Sending = Field(sa_type=Word(Sending))
    medium: Medium = Field(sa_type=Word(Medium))
    network: bytes = Field(default=b"", max_length=32)
    contact: bytes = Field(default=b"", max_length=32, index=True)
    prefix: bytes = Field(default=b"", max_length=32)
    reserved: bool = False
    confirmed: bool = False
    tries: int = 0


class Disowned(SQLModel, table=True):
    """A contact whose owner said "not me": nothing is sent to it for 90 days."""

    __tablename__ = "disowned"

    contact: bytes = Field(max_length=32, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


REGISTRATIONS, CANDIDATES, CODE_PAGES, CODES_SENT, DISOWNED = (
    SQLModel.metadata.tables[name]
    for name in ("registration", "candidate", "code_page", "code_sent", "disowned")
)
