"""People as the API shows them, without anybody's address in clear."""

from datetime import datetime

from pydantic import Field

from channels import Medium
from delivery import BlockReason
from runtime.logs import mask
from subscribers import ConsentView, ContactView, FoundResident, ResidentView, Standing
from templates import Topic
from web.admin.fields import Shown


class FoundShown(Shown):
    """A resident in a list: initials and masked contacts."""

    id: int = Field(examples=[201])
    name: str = Field(examples=["Ά. Π."])
    language: str
    contacts: list[str] = Field(examples=[["+3069••••000", "a••@example.gr"]])
    normal_letters: bool = Field(description="their SMS come in normal Greek letters")
    left: bool

    @classmethod
    def of(cls, found: FoundResident) -> "FoundShown":
        """As `tocsin residents find --json` gives it."""
        return cls(
            id=found.id,
            name=found.name,
            language=found.language,
            contacts=list(found.contacts),
            normal_letters=found.normal_letters,
            left=found.left_at is not None,
        )


class ContactShown(Shown):
    """One contact, masked; `block` says why nothing is sent to it, if so, and `block_code` what the
    provider gave as the reason."""

    medium: Medium
    address: str = Field(examples=["+3069••••000"])
    standing: Standing
    since: datetime
    block: str
    block_code: str = Field(examples=["5.1.1"])


class ConsentShown(Shown):
    """One consent, as it was recorded."""

    source: str
    given_at: datetime
    recorded_at: datetime
    topics: str


class ResidentShown(Shown):
    """One resident, in the fields of `tocsin residents show --json`, contacts masked."""

    id: int
    name: str
    language: str
    first_medium: Medium | None
    zones: list[str]
    groups: list[str]
    needs_help: bool
    landline: str = Field(description="masked; empty for none", examples=["+3023••••000"])
    normal_letters: bool = Field(description="their SMS come in normal Greek letters")
    topics: list[Topic]
    refused: list[Topic]
    contacts: list[ContactShown]
    consents: list[ConsentShown]
    created_at: datetime
    left_at: datetime | None
    left_reason: str

    @classmethod
    def of(cls, found: ResidentView) -> "ResidentShown":
        """Nobody's address in clear."""
        return cls(
            id=found.id,
            name=found.name,
            language=found.language,
            first_medium=found.first_medium,
            zones=list(found.zones),
            groups=list(found.groups),
            needs_help=found.needs_help,
            landline=mask(found.landline) if found.landline else "",
            normal_letters=found.normal_letters,
            topics=list(found.topics),
            refused=list(found.refused),
            contacts=[_contact(each) for each in found.contacts],
            consents=[_consent(each) for each in found.consents],
            created_at=found.created_at,
            left_at=found.left_at,
            left_reason=found.left_reason,
        )


def _contact(found: ContactView) -> ContactShown:
    """An address that was erased is none, and is not masked."""
    return ContactShown(
        medium=found.medium,
        address=found.address if found.block is BlockReason.ERASED else mask(found.address),
        standing=found.standing,
        since=found.since,
        block=found.block,
        block_code=found.block_code,
    )


def _consent(found: ConsentView) -> ConsentShown:
    return ConsentShown(
        source=found.source,
        given_at=found.given_at,
        recorded_at=found.recorded_at,
        topics=found.topics,
    )
