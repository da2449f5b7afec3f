"""Firing: what is due of one schedule is sent, or withheld and staff told, inside the caller's
transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.approval.decisions import submit_draft
from alerts.composing.drafts import AlertDraft
from alerts.issuing.drafting import keep_draft, remember_editor
from alerts.issuing.one_person import issue_alert
from alerts.issuing.policy import NeedsApproval
from alerts.office import Office
from alerts.schedules.occurrences import OccurrenceOutcome, list_due_slots, record_outcome
from alerts.schedules.plans import compose_occurrence, fingerprint_template, request_of_schedule
from alerts.schedules.registry import SENDING, end_when_done, subject_of
from alerts.schedules.running.reasons import (
    AwaitsApproval,
    KeyUsed,
    NobodyAnswers,
    Overtaken,
    TemplateChanged,
    TooLate,
    explain_problem,
    withheld_notice,
)
from alerts.schedules.states import LatePolicy, OccurrenceState, ScheduleState
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.recurrences import Slot
from alerts.tables import Alert
from delivery import tell_staff
from runtime import SCHEDULER, Home, Problem, said
from runtime.database import log_committed
from runtime.spans import lasting
from staff import names_of, record, rights_now


@dataclass(frozen=True, slots=True)
class DecidedOccurrence:
    """What became of one occurrence; `dispatches` are what there is to deliver now: the alert, the
    note to staff."""

    schedule: str
    slot: Slot
    outcome: OccurrenceOutcome
    dispatches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Firing:
    """One schedule whose time has come; whoever makes one holds the lock of its row."""

    session: Session
    home: Home
    office: Office
    schedule: Schedule
    now: datetime

    def due(self) -> list[Slot]:
        """What nobody has decided yet; nothing when it was paused or removed since it was looked
        for."""
        if self.schedule.state is not ScheduleState.ACTIVE:
            return []
        return list_due_slots(self.session, self.schedule, now=self.now)

    def send(self, due: Sequence[Slot]) -> list[DecidedOccurrence]:
        """Send the newest of these, if it is still true, and withhold the older."""
        *older, newest = due
        try:
            with self.session.begin_nested():
                told = self._told(older, Overtaken()) if older else ()
                draft = self._draft(newest)
                alert = self._issued(draft)
        except NeedsApproval:
            return self.withhold(due, *self._submitted(newest))
        except Problem as problem:
            return self.withhold(due, problem)
        overtaken = self._overtaken(older)
        fired = self._decided(
            newest,
            OccurrenceOutcome(OccurrenceState.FIRED, "", alert.id),
            (alert.dispatch_id or 0, *told),
        )
        record(
            self.session,
            "schedule.fired",
            subject_of(self.schedule),
            {"slot": newest.name, "alert": alert.id, "overtaken": len(older)},
            by=SCHEDULER,
            now=self.now,
        )
        self._log("schedule fired", alert=alert.id, dispatch=alert.dispatch_id)
        return [*overtaken, fired]

    def withhold(
        self, due: Sequence[Slot], problem: Problem, alert_id: int | None = None
    ) -> list[DecidedOccurrence]:
        """Withhold the newest of these for this reason, and the older because it overtook them;
        staff are told once."""
        *older, newest = due
        overtaken = self._overtaken(older)
        told = self._told(due, problem)
        withheld = self._decided(
            newest,
            OccurrenceOutcome(OccurrenceState.HELD, explain_problem(problem), alert_id),
            told,
        )
        record(
            self.session,
            "schedule.held",
            subject_of(self.schedule),
            {"slot": newest.name, "cause": type(problem).__name__, "overtaken": len(older)},
            by=SCHEDULER,
            now=self.now,
        )
        self._log("schedule held", alert=alert_id, cause=type(problem).__name__)
        return [*overtaken, withheld]

    def _log(self, what: str, **fields: str | int | None) -> None:
        log_committed(self.session, what, schedule=self.schedule.id, **fields)

    def _draft(self, slot: Slot) -> AlertDraft:
        """One occurrence, its values and words anew. Raises whatever speaks against it."""
        self._check_responsible()
        self._check_hour(slot)
        request = replace(
            request_of_schedule(self.schedule), key=f"{subject_of(self.schedule)}:{slot.name}"
        )
        template = self.office.catalogue.find(request.template)
        if fingerprint_template(template) != self.schedule.fingerprint:
            raise TemplateChanged(
                said(
                    "The template '{template}' has changed since it was scheduled.",
                    template=template.name,
                )
            )
        return compose_occurrence(self.session, request, slot, self.office, now=self.now)

    def _issued(self, draft: AlertDraft) -> Alert:
        """Its alert; one that is there already under this key is nobody's doing but a person's."""
        sender = self.schedule.responsible
        issued = issue_alert(
            self.session, draft, self.office, by=SCHEDULER, now=self.now, sender=sender
        )
        if not issued.fresh:
            raise KeyUsed(said("Alert {number} has its key.", number=issued.alert.id))
        return issued.alert

    def _submitted(self, slot: Slot) -> tuple[Problem, int | None]:
        """What one person may not send alone is laid before a second."""
        alert = keep_draft(self.session, self._draft(slot), self.office, by=SCHEDULER, now=self.now)
        # Its words are those of whoever scheduled or resumed it, who is therefore not the second
        # person.
        for planner in (self.schedule.created_by, self.schedule.responsible):
            remember_editor(self.session, alert, planner, now=self.now)
        submit_draft(self.session, alert, self.office, by=SCHEDULER, now=self.now)
        return AwaitsApproval(
            said("It waits for approval, as alert {number}.", number=alert.id)
        ), alert.id

    def _check_responsible(self) -> None:
        """Whoever answers for it may still write and send."""
        who = self.schedule.responsible
        if not rights_now(self.session, who) >= SENDING:
            name = names_of(self.session, [who])[who]
            raise NobodyAnswers(
                said(
                    "Not sent: {name}, who answers for it, may not send alerts any more.", name=name
                )
            )

    def _check_hour(self, slot: Slot) -> None:
        late, limit = self.now - slot.due_at, timedelta(seconds=self.schedule.stale_after)
        if late > limit and self.schedule.late is LatePolicy.HOLD:
            raise TooLate(
                said(
                    "It was noticed {late} late; the limit is {limit}.",
                    late=lasting(late),
                    limit=lasting(limit),
                )
            )

    def _overtaken(self, older: Sequence[Slot]) -> list[DecidedOccurrence]:
        outcome = OccurrenceOutcome(OccurrenceState.HELD, explain_problem(Overtaken()))
        record_outcome(self.session, self.schedule, older, outcome, now=self.now)
        return [DecidedOccurrence(self.schedule.name, slot, outcome) for slot in older]

    def _decided(
        self, slot: Slot, outcome: OccurrenceOutcome, dispatches: tuple[int, ...]
    ) -> DecidedOccurrence:
        record_outcome(self.session, self.schedule, [slot], outcome, now=self.now)
        self.schedule.done_until = slot.due_at
        end_when_done(self.session, self.schedule, now=self.now)
        return DecidedOccurrence(self.schedule.name, slot, outcome, dispatches)

    def _told(self, slots: Sequence[Slot], problem: Problem) -> tuple[int, ...]:
        notes = withheld_notice(self.schedule, slots, problem, self.office)
        told = tell_staff(
            self.session, self.home.keys, self.home.config.staff_notice, notes, now=self.now
        )
        return (told,) if told is not None else ()
