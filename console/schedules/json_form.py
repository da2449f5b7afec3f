"""Schedules as `--json` gives them: docs/json.md; moments are UTC in ISO 8601."""

from collections.abc import Sequence

from alerts.schedules import Schedule, request_of_schedule
from alerts.schedules.timeline import ExpectedFiring, PastOccurrence, ScheduleHistory
from alerts.schedules.timing import Slot
from runtime import Home


def schedule_json(schedule: Schedule, slots: Sequence[Slot]) -> dict[str, object]:
    """One schedule and its next firings."""
    request = request_of_schedule(schedule)
    return {
        "name": schedule.name,
        "state": schedule.state,
        "kind": schedule.kind,
        "spec": schedule.spec,
        "zone": schedule.zone,
        "template": request.template,
        "values": dict(request.given),
        "areas": list(request.areas),
        "groups": list(request.groups),
        "media": list(request.media),
        "reach": request.reach,
        "stale_after": schedule.stale_after,
        "late": schedule.late,
        "next": [slot.due_at.isoformat() for slot in slots],
        "created_by": schedule.created_by,
        "responsible": schedule.responsible,
        "created_at": schedule.created_at.isoformat(),
    }


def occurrence_json(occurrence: PastOccurrence, history: ScheduleHistory) -> dict[str, object]:
    """What became of one message, and of its schedule."""
    return {
        "slot": occurrence.slot,
        "due_at": occurrence.due_at.isoformat(),
        "state": occurrence.state,
        "reason": occurrence.reason,
        "alert": occurrence.alert_id,
        "decided_at": occurrence.decided_at.isoformat(),
        "removed_at": history.removed_at and history.removed_at.isoformat(),
        "removed_by": history.removed_by,
    }


def expected_json(expected: ExpectedFiring, home: Home) -> dict[str, object]:
    """One message that would be sent, or why not."""
    return {
        "schedule": expected.schedule,
        "slot": expected.slot.name,
        "due_at": expected.slot.due_at.isoformat(),
        "local": home.config.municipality.local(expected.slot.due_at).isoformat(),
        "state": expected.state,
        "decided": expected.decided,
        "by": expected.by,
        "why": expected.why,
        "alert": expected.alert_id,
    }
