"""The tables of subscribers: residents, how each is reached, what each wants, and the consent
behind it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from channels import Medium
from runtime import Keys
from runtime.database import UtcDateTime, Word, sealed_in_row
from runtime.keys import SealedPlace
from subscribers.standing import Standing
from templates import Topic


class Resident(SQLModel, table=True):
    """Somebody who wants to be told; no zone means the whole municipality, no topic means all of
    them.

    Quiet hours are whole hours by the clocks of the municipality, such as 22 to 7.
    """

    __tablename__ = "resident"

    id: int | None = Field(default=None, primary_key=True)
    name: bytes | None = Field(default=None, sa_column_kwargs=sealed_in_row("id"))
    language: str = Field(max_length=12)
    first_medium: Medium | None = Field(default=None, sa_type=Word(Medium))
    quiet_from: int | None = None
    quiet_until: int | None = None
    # Phoned by hand, nothing is sent to it.
    landline: bytes | None = Field(default=None, sa_column_kwargs=sealed_in_row("id"))
    needs_help: bool = False  # staff visit or phone them first; nothing says why
    # Their SMS come in normal Greek letters, not in capitals that are partly Latin.
    normal_letters: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    left_reason: str = Field(default="", max_length=60)


class Subscription(SQLModel, table=True):
    """By which contact a resident is told: a contact belongs to one resident."""

    __tablename__ = "subscription"

    contact_id: int = Field(primary_key=True, foreign_key="contact.id")
    resident_id: int = Field(foreign_key="resident.id", index=True)
    standing: Standing = Field(sa_type=Word(Standing))
    since: datetime = Field(sa_type=UtcDateTime)


class ResidentZone(SQLModel, table=True):
    """A zone that a resident wants to hear about."""

    __tablename__ = "resident_zone"

    resident_id: int = Field(primary_key=True, foreign_key="resident.id")
    zone_id: int = Field(primary_key=True, foreign_key="zone.id", index=True)


class ResidentTopic(SQLModel, table=True):
    """A topic that a resident chose."""

    __tablename__ = "resident_topic"

    resident_id: int = Field(primary_key=True, foreign_key="resident.id")
    topic: Topic = Field(primary_key=True, sa_type=Word(Topic))


class Refusal(SQLModel, table=True):
    """A topic that a resident explicitly left, which outlives every import."""

    __tablename__ = "refusal"

    resident_id: int = Field(primary_key=True, foreign_key="resident.id")
    topic: Topic = Field(primary_key=True, sa_type=Word(Topic))
    since: datetime = Field(sa_type=UtcDateTime)


class ResidentGroup(SQLModel, table=True):
    """A group of the office's own that a resident belongs to, such as `schools-staff`; `folded` is
    its name as it is compared."""

    __tablename__ = "resident_group"

    resident_id: int = Field(primary_key=True, foreign_key="resident.id")
    name: str = Field(primary_key=True, max_length=60)
    folded: str = Field(max_length=180, index=True)


class Consent(SQLModel, table=True):
    """What was agreed, when and how: written once, never changed."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    source: str = Field(max_length=60)
    given_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    language: str = Field(max_length=12)
    topics: str = Field(default="", max_length=120)  # `;` between them, empty means all
    text_hash: str = Field(default="", max_length=64)  # SHA-256 of the text that was agreed to
    network: str = Field(default="", max_length=60)  # truncated IP
    proof: str = Field(default="", max_length=120)


RESIDENTS, SUBSCRIPTIONS, CONSENTS, REFUSALS, ZONES, TOPICS, GROUPS = (
    SQLModel.metadata.tables[name]
    for name in (
        "resident",
        "subscription",
        "consent",
        "refusal",
        "resident_zone",
        "resident_topic",
        "resident_group",
    )
)


def place_of_name(resident_id: int) -> SealedPlace:
    """Where the name of a resident stands sealed."""
    return SealedPlace("resident.name", resident_id)


def seal_names(keys: Keys, resident_id: int, name: str, landline: str) -> dict[str, bytes | None]:
    """The columns of a resident that are sealed; what is empty is none."""
    return {
        "name": keys.seal(name, place_of_name(resident_id)) if name else None,
        "landline": keys.seal(landline, place_of_landline(resident_id)) if landline else None,
    }


def place_of_landline(resident_id: int) -> SealedPlace:
    """Where the landline of a resident stands sealed."""
    return SealedPlace("resident.landline", resident_id)
