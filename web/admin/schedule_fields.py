"""The fields of a schedule: schedules as programs ask for them and are shown them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from sqlmodel import Session

from alerts import Reach
from alerts.audience import Forecast
from alerts.composing import count_parts
from alerts.issuing import SecondPerson
from alerts.schedules import (
    LatePolicy,
    PreviewedPlan,
    Schedule,
    ScheduleKind,
    SchedulePlan,
    ScheduleState,
    list_upcoming_slots,
    request_of_schedule,
)
from alerts.schedules.timing import read_span
from web.admin.alert_fields import Wanted
from web.admin.alerts_shown import HASH
from web.admin.fields import ContentHash, Count, Form, Name, Shown, about
from web.admin.forecasts import MeasuredWording

Spec = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Span = Annotated[str, StringConstraints(min_length=2, max_length=8)]


class WantedSchedule(Wanted):
    """What to say and when: `at`, by `cron` or `every`. Values may say `occurrence+2h`."""

    name: Name = Field(examples=["monday-bins"])
    at: Spec | None = Field(None, examples=["2031-01-12T18:00"])
    cron: Spec | None = Field(None, examples=["30 7 * * MON"])
    every: Spec | None = Field(None, examples=["6h"])
    stale_after: Span = Field("2h", description="noticed later than this, it is late")
    late: LatePolicy = Field(LatePolicy.HOLD, description="what becomes of it then")

    @model_validator(mode="after")
    def _one_rhythm(self) -> Self:
        if len(self._rhythms()) != 1:
            raise ValueError('say when: one of "at", "cron" and "every"')
        return self

    @property
    def plan(self) -> SchedulePlan:
        """The plan, as the alerts room takes it; raises BadTiming."""
        [(kind, spec)] = self._rhythms()
        with about("#/stale_after"):
            stale_after = read_span(self.stale_after)
        return SchedulePlan(self.name, self.request, kind, spec, stale_after, self.late)

    def _rhythms(self) -> Sequence[tuple[ScheduleKind, str]]:
        typed = zip(ScheduleKind, (self.at, self.cron, self.every), strict=True)
        return [(kind, spec) for kind, spec in typed if spec is not None]


class Seen(Form):
    """What the preview showed: people counted then, and the hash of what is scheduled."""

    content_hash: ContentHash = Field(
        description="of template, values, places and times; refused if they are not what was seen",
        examples=[HASH],
    )
    expect: Count = Field(
        description="recipients as of now; refused if they moved by more than 1 %", examples=[55]
    )


class NewSchedule(WantedSchedule, Seen):
    """A schedule as it was previewed, to be added."""


class SchedulePreview(Shown):
    """What it would say first or next, whom that would reach today, and when it would fire."""

    template: str
    severity: str
    areas: list[str] = Field(description="codes; empty means the whole municipality")
    groups: list[str] = Field(description="only whoever is in one of these")
    expect: int = Field(description="recipients as of now", examples=[55])
    messages: int
    cost: float
    next: list[datetime] = Field(description="the next three firings")
    second_person: SecondPerson = Field(
        description="whether each firing would wait for a second person"
    )
    wordings: list[MeasuredWording]
    content_hash: str = Field(examples=[HASH])

    @classmethod
    def of(
        cls, preview: PreviewedPlan, forecast: Forecast, second: SecondPerson
    ) -> "SchedulePreview":
        """As the terminal shows it before it asks."""
        draft = preview.draft
        return cls(
            template=draft.template.name,
            severity=draft.severity,
            areas=list(draft.area.codes),
            groups=list(draft.groups),
            expect=forecast.recipients,
            messages=forecast.messages,
            cost=round(forecast.cost, 2),
            next=[slot.due_at for slot in preview.slots],
            second_person=second,
            wordings=[MeasuredWording.measured(each, count_parts(each)) for each in draft.words],
            content_hash=preview.content_hash,
        )


class ScheduleShown(Shown):
    """One schedule; moments are UTC."""

    name: str = Field(examples=["monday-bins"])
    state: ScheduleState
    kind: ScheduleKind
    spec: str = Field(examples=["30 7 * * MON"])
    zone: str = Field(examples=["Europe/Athens"])
    next: list[datetime] = Field(description="the next three firings")
    template: str
    values: dict[str, str]
    areas: list[str]
    groups: list[str]
    media: list[str]
    reach: Reach | None
    stale_after: int = Field(description="seconds")
    late: LatePolicy
    created_by: str = Field(examples=["member:3"])
    created_at: datetime
    responsible: str = Field(
        description="who added it or last resumed it, and answers for what it sends",
        examples=["member:3"],
    )

    @classmethod
    def of(cls, session: Session, schedule: Schedule, now: datetime) -> "ScheduleShown":
        """How it stands now."""
        request = request_of_schedule(schedule)
        return cls(
            name=schedule.name,
            state=schedule.state,
            kind=schedule.kind,
            spec=schedule.spec,
            zone=schedule.zone,
            next=[slot.due_at for slot in list_upcoming_slots(session, schedule, now=now)],
            template=request.template,
            values=dict(request.given),
            areas=list(request.areas),
            groups=list(request.groups),
            media=list(request.media),
            reach=request.reach,
            stale_after=schedule.stale_after,
            late=schedule.late,
            created_by=schedule.created_by,
            created_at=schedule.created_at,
            responsible=schedule.responsible,
        )


class ScheduleList(Shown):
    """The schedules, by name."""

    schedules: list[ScheduleShown]
