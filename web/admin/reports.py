"""The report of an alert: to whom it was handed over and to whom not, in the fields of the
terminal's --json."""

from datetime import datetime

from pydantic import Field

from alerts import AlertState
from channels import Letters, Medium, Trial, Variant
from delivery import State
from delivery.status import DeliveryLine, Knowledge, Route
from web.admin.fields import Shown


class CauseShown(Shown):
    """So many messages of one medium, state and cause; `words` say it to a person."""

    medium: Medium
    state: State
    cause: str
    known: Knowledge
    words: str = Field(examples=["not reached: the number is no mobile (21614)"])
    messages: int


class KnownShown(Shown):
    """So many, each counted once by what is known; only `handed_over` holds what is `confirmed`
    too."""

    handed_over: int = Field(description="a provider took it", examples=[54])
    confirmed: int = Field(description="a provider told that it arrived", examples=[41])
    written_to_a_file: int = Field(description="of a trial: nobody got it")
    caught_by_the_sandbox: int = Field(description="of a trial: nobody got it")
    may_have_arrived: int = Field(description="nobody knows")
    on_its_way: int
    waiting: int
    not_reached: int


class PeopleShown(KnownShown):
    """People, each counted once by the best that is known of any message to them."""

    total: int


class RoadShown(Shown):
    """So many messages that were handed over at one try: by the medium chosen at first, or by the
    next."""

    road: Route
    medium: Medium
    messages: int


class ReceiptsShown(Shown):
    """What providers told afterwards; `awaited`: accepted by one that tells, and nothing told
    yet."""

    delivered: int
    undelivered: int
    awaited: int


class ToldByShown(Shown):
    """So many people whom the alert did not reach, told by this correction of it."""

    alert: int = Field(examples=[5])
    people: int = Field(examples=[124])


class ReportShown(KnownShown):
    """What became of it, in the fields of `tocsin alerts report --json`; spans in seconds."""

    alert: int
    identifier: str
    public_number: str = Field(description="by which everybody may ask for it", examples=["7K3QD"])
    state: AlertState
    groups: list[str] = Field(description="only whoever is in one of these got it")
    drafted_at: datetime
    submitted_at: datetime | None
    approved_at: datetime | None
    issued_at: datetime | None
    override_reason: str
    sent_alone_by: str = Field(
        description="who sent it, Severe or Extreme, without a second person", examples=[""]
    )
    recipients: int
    messages: int
    people: PeopleShown
    trial: list[Trial] = Field(
        description="what kept messages on this machine; empty when all may have left"
    )
    by_state: dict[State, int]
    by_cause: list[CauseShown]
    possibly_doubled: int
    told_by_correction: list[ToldByShown] = Field(
        description="of the people not reached, whom a correction in its place told; each once"
    )
    to_phone: int = Field(
        description="people not reached, without those whom a correction told, or may tell yet"
    )
    told_in_person: int
    blocked: int = Field(
        description="contacts that get nothing since, because its messages did not arrive there"
    )
    waits_for_worker: bool = Field(description="something of it waits, and no worker is at work")
    seconds: float | None
    seconds_to_half: float | None
    seconds_to_95_percent: float | None
    by_road: list[RoadShown]
    by_variant: dict[Variant, int] = Field(
        description="messages by their words: `released` are for whoever an update no longer concerns"
    )
    by_letters: dict[Letters, int] = Field(
        description="messages by the letters of their words: `unicode` are SMS in normal Greek letters"
    )
    receipts: ReceiptsShown
    seconds_to_half_delivered: float | None
    seconds_to_95_percent_delivered: float | None
    cost: float


class DeliveryShown(Shown):
    """One message; its address is masked."""

    delivery: int
    contact: int
    medium: Medium
    language: str
    address: str = Field(examples=["+3069••••586"])
    state: State
    cause: str
    attempts: int
    doubled: bool
    accepted: datetime | None
    delivered: datetime | None
    road: Route

    @classmethod
    def of(cls, line: DeliveryLine) -> "DeliveryShown":
        """As a report names it."""
        return cls(
            delivery=line.delivery_id,
            contact=line.contact_id,
            medium=line.medium,
            language=line.language,
            address=line.address,
            state=line.state,
            cause=line.cause,
            attempts=line.attempts,
            doubled=line.doubled,
            accepted=line.accepted_at,
            delivered=line.delivered_at,
            road=line.route,
        )


class DeliveryPage(Shown):
    """Messages; `next` is empty on the last page."""

    deliveries: list[DeliveryShown]
    next: str
