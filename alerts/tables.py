"""The table of alerts: what was said, to which places, by whom and when."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from alerts.states import AlertState, AlertStatus, MsgType, Reach
from channels import Trial
from runtime.database import UtcDateTime, Word


class Alert(SQLModel, table=True):
    """One alert; `areas` empty means the whole municipality, `values` are what staff typed, in
    canonical form.

    `content` is what it says and to whom, frozen when it was drafted
    (alerts/composing/freezing.py); nothing but an edit changes it. `content_hash` is the
    fingerprint of the command that made it, `approval_hash` that of `content`. Who did what is an
    actor's `ref`; alerts of before there were members hold a name."""

    __tablename__ = "alert"

    id: int | None = Field(default=None, primary_key=True)
    identifier: str = Field(max_length=120, unique=True)
    public_number: str = Field(max_length=5, unique=True)  # by which everybody may ask for it
    next_number: str = Field(max_length=5, unique=True)  # that of whatever corrects it next
    key: str | None = Field(default=None, max_length=120, unique=True)
    content_hash: str = Field(max_length=64)
    approval_hash: str = Field(default="", max_length=64)
    content: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    template: str = Field(max_length=60)
    event: str = Field(max_length=60)
    severity: str = Field(max_length=20)
    urgency: str = Field(max_length=20)
    certainty: str = Field(max_length=20)
    status: AlertStatus = Field(sa_type=Word(AlertStatus))
    msg_type: MsgType = Field(sa_type=Word(MsgType))
    state: AlertState = Field(sa_type=Word(AlertState))
    areas: list[str] = Field(sa_column=Column(JSON, nullable=False))
    media: list[str] = Field(sa_column=Column(JSON, nullable=False))
    values: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    reach: Reach = Field(sa_type=Word(Reach))
    # The channels that carried it when it was issued, each with what kept its messages on this
    # machine, if anything did; None: issued before that was kept.
    trials: dict[str, Trial] | None = Field(default=None, sa_column=Column(JSON))
    recipients: int = 0  # residents, counted when it was issued
    messages: int = 0  # deliveries
    expected: int | None = None  # residents, counted when it was submitted
    dispatch_id: int | None = Field(default=None, foreign_key="dispatch.id", unique=True)
    corrects_id: int | None = Field(
        default=None, foreign_key="alert.id"
    )  # the alert it updates, ends or takes back
    corrected_by_id: int | None = Field(default=None, foreign_key="alert.id")
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stopped_by: str = Field(default="", max_length=120)
    notice_id: int | None = Field(
        default=None, foreign_key="dispatch.id"
    )  # what staff were last told of it
    drafted_by: str = Field(max_length=120)
    drafted_at: datetime = Field(sa_type=UtcDateTime)
    edited_by: str = Field(default="", max_length=120)
    submitted_by: str = Field(default="", max_length=120)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = Field(default="", max_length=120)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_reason: str = Field(default="", max_length=200)
    override_reason: str = Field(default="", max_length=200)
    issued_by: str = Field(default="", max_length=120)
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    alone_by: str = Field(
        default="", max_length=120
    )  # who answers for it, if no second person approved it
    expires_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups whose members alone get it; none means everybody in its areas."""
        kept = (self.content or {}).get("groups")
        return tuple(map(str, kept)) if isinstance(kept, list) else ()


class AlertEditor(SQLModel, table=True):
    """Everybody who ever changed a draft: none of them is the second person for it."""

    __tablename__ = "alert_editor"

    alert_id: int = Field(foreign_key="alert.id", primary_key=True)
    editor: str = Field(max_length=120, primary_key=True)
    edited_at: datetime = Field(sa_type=UtcDateTime)


class ToldInPerson(SQLModel, table=True):
    """Somebody whom nothing of an alert reached and who was told by phone or at the door."""

    __tablename__ = "told_in_person"

    alert_id: int = Field(primary_key=True, foreign_key="alert.id")
    resident_id: int = Field(primary_key=True, foreign_key="resident.id")
    told_at: datetime = Field(sa_type=UtcDateTime)
    told_by: str = Field(max_length=120)  # an actor's `ref`


ALERTS = SQLModel.metadata.tables["alert"]
TOLD = SQLModel.metadata.tables["told_in_person"]
