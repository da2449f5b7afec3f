"""The tables of delivery. A contact is the only place where an address is stored; nothing random is
indexed per delivery."""

from datetime import datetime

from sqlalchemy import JSON, Column, ColumnElement, Index, UniqueConstraint, literal_column, text
from sqlmodel import Field, SQLModel

from channels import Letters, Medium, Outcome, Variant
from delivery.states import BlockReason, Lane, Repeat, State
from runtime.database import UtcDateTime, Word, sealed_in_row


def _while(state: str, name: str, *columns: str) -> Index:
    """An index over the deliveries in one state only: small, and free once they have left it."""
    condition = text(f"state = '{state}'")
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


_ERASED = text("length(address) = 0")


class Contact(SQLModel, table=True):
    """One address of one medium: sealed, and found by its keyed digest. What once was another
    spelling is `joined_to` the one that stayed."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("medium", "digest"),
        Index("ix_contact_erased", "medium", sqlite_where=_ERASED, postgresql_where=_ERASED),
    )

    id: int | None = Field(default=None, primary_key=True)
    medium: Medium = Field(sa_type=Word(Medium))
    digest: bytes = Field(max_length=32)
    address: bytes = Field(sa_column_kwargs=sealed_in_row("id"))
    block: BlockReason = Field(default=BlockReason.NONE, sa_type=Word(BlockReason))
    block_code: str = Field(default="", max_length=40)
    blocked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    joined_to: int | None = None


class Dispatch(SQLModel, table=True):
    """Words handed over to be delivered: `topic` numbers what an unsubscribe link in them leaves, 0
    means no link.

    A message of it follows those to the same contact of the dispatch `follows_id`, and of what that
    one follows. `languages` says in which those read, in order, who find no words in their own.
    Once `stopped_at` nothing more of it leaves, for good; while `held_at` it is in quarantine:
    nothing leaves until staff release it."""

    __tablename__ = "dispatch"

    id: int | None = Field(default=None, primary_key=True)
    lane: Lane = Field(sa_type=Word(Lane))
    priority: int = 0
    repeat: Repeat = Field(sa_type=Word(Repeat))
    topic: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    follows_id: int | None = Field(default=None, foreign_key="dispatch.id")
    languages: dict[str, list[str]] = Field(default={}, sa_column=Column(JSON, nullable=False))


class FrozenWording(SQLModel, table=True):
    """The words of a dispatch by medium, language, variant and letters, byte for byte as sent."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("dispatch_id", "medium", "language", "variant", "letters"),)

    id: int | None = Field(default=None, primary_key=True)
    dispatch_id: int = Field(foreign_key="dispatch.id")
    medium: Medium = Field(sa_type=Word(Medium))
    language: str = Field(max_length=12)
    subject: str = ""
    text: str
    html: str = ""
    parts: int = 1
    variant: Variant = Field(default=Variant.MAIN, sa_type=Word(Variant))
    letters: Letters = Field(default=Letters.USUAL, sa_type=Word(Letters))


class Worker(SQLModel, table=True):
    """A process that delivers; what it has claimed is its own until `lease_until` by the database's
    clock. `newest_key` names the newest key that it has."""

    __tablename__ = "worker"

    id: int | None = Field(default=None, primary_key=True)
    host: str = Field(max_length=255)
    pid: int
    started_at: datetime = Field(sa_type=UtcDateTime)
    lease_until: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    newest_key: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})


class Delivery(SQLModel, table=True):
    """One contact of one dispatch, and the attempt under way or the last one made.

    `asked` counts the moments at which its provider was asked what became of it; `instead_of`
    numbers the delivery that failed before it."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "contact_id"),
        _while("queued", "ix_delivery_due", "dispatch_id", "medium", "not_before"),
        _while("sending", "ix_delivery_claimed", "dispatch_id", "worker_id"),
        _while("unknown", "ix_delivery_unknown", "dispatch_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    dispatch_id: int = Field(foreign_key="dispatch.id")
    contact_id: int = Field(foreign_key="contact.id")
    wording_id: int = Field(foreign_key="wording.id")
    medium: Medium = Field(sa_type=Word(Medium))
    state: State = Field(default=State.QUEUED, sa_type=Word(State))
    attempt: int = 0
    doubled: bool = False
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    worker_id: int | None = Field(default=None, foreign_key="worker.id")
    channel: str | None = Field(default=None, max_length=60)
    outcome: Outcome | None = Field(default=None, sa_type=Word(Outcome))
    code: str | None = Field(default=None, max_length=40)
    provider_id: str | None = Field(default=None, max_length=80)
    moved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    asked: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    instead_of: int | None = None


class ReceiptEvent(SQLModel, table=True):
    """One thing that a provider told us about one message, a row however often it was told; `aside`
    says why it moved nothing, if so."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("channel", "provider_id", "status", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=60)
    provider_id: str = Field(max_length=80)
    status: str = Field(max_length=40)
    code: str = Field(default="", max_length=40)
    delivery_id: int | None = None
    attempt: int = 0
    received_at: datetime = Field(sa_type=UtcDateTime)
    aside: str = Field(default="", max_length=40)


class Breaker(SQLModel, table=True):
    """A channel that one lane leaves alone after a failure, as every process sees it; `told_at` is
    when staff were told."""

    __tablename__ = "breaker"

    channel: str = Field(primary_key=True, max_length=60)
    lane: Lane = Field(primary_key=True, sa_type=Word(Lane))
    why: str = Field(max_length=80)
    since: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ChannelRun(SQLModel, table=True):
    """What one channel refused for good of one dispatch. While `suspected_at`, its lane is stopped
    and nobody is blocked for it.

    `size` counts the messages of its medium when it was last counted; staff have said that the
    refusals until `accepted_at` are right, and later ones are counted anew."""

    __tablename__ = "run"

    dispatch_id: int = Field(primary_key=True, foreign_key="dispatch.id")
    channel: str = Field(primary_key=True, max_length=60)
    lane: Lane = Field(sa_type=Word(Lane))
    refused: int = 0
    size: int = 0
    code: str = Field(default="", max_length=40)
    suspected_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Installation(SQLModel, table=True):
    """The one row that says which copy of a home this database belongs to: a copy starts in
    quarantine, because it cannot know what went out since."""

    __tablename__ = "installation"

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(default="", max_length=120)
    held_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(SQLModel, table=True):
    """An attempt of a delivery, kept when another one follows it, or something else ends the
    delivery."""

    __tablename__ = "attempt"

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id")
    number: int = Field(primary_key=True)
    channel: str = Field(max_length=60)
    outcome: Outcome = Field(sa_type=Word(Outcome))
    code: str = Field(default="", max_length=40)
    provider_id: str = Field(default="", max_length=80)
    ended_at: datetime = Field(sa_type=UtcDateTime)


class ChannelPace(SQLModel, table=True):
    """When a channel is free again, in seconds since 1970 by the database's clock (GCRA's
    theoretical arrival time)."""

    __tablename__ = "pace"

    channel: str = Field(primary_key=True, max_length=60)
    free_at: float = 0.0


class MeasureTotal(SQLModel, table=True):
    """How far something that is counted has grown, for one combination of labels (a JSON list)."""

    __tablename__ = "measure"

    name: str = Field(primary_key=True, max_length=60)
    labels: str = Field(primary_key=True, max_length=250)
    total: float = 0.0


CONTACTS = SQLModel.metadata.tables["contact"]
DISPATCHES = SQLModel.metadata.tables["dispatch"]
WORDINGS = SQLModel.metadata.tables["wording"]
WORKERS = SQLModel.metadata.tables["worker"]
DELIVERIES = SQLModel.metadata.tables["delivery"]
ATTEMPTS = SQLModel.metadata.tables["attempt"]
PACE = SQLModel.metadata.tables["pace"]
RECEIPTS = SQLModel.metadata.tables["receipt"]
INSTALLATION = SQLModel.metadata.tables["installation"]
RUNS = SQLModel.metadata.tables["run"]
BREAKERS = SQLModel.metadata.tables["breaker"]
MEASURES = SQLModel.metadata.tables["measure"]

# Written out, because a partial index serves only a query that says its condition literally.
IS_ERASED: ColumnElement[bool] = literal_column("length(contact.address)") == literal_column("0")
IS_QUEUED: ColumnElement[bool] = literal_column("delivery.state") == literal_column("'queued'")
IS_SENDING: ColumnElement[bool] = literal_column("delivery.state") == literal_column("'sending'")
IS_UNKNOWN: ColumnElement[bool] = literal_column("delivery.state") == literal_column("'unknown'")
