"""Told since: whom an alert did not reach and a correction in its place did, so that nobody need
phone them."""

from dataclasses import dataclass

from sqlmodel import Session

from alerts.chains import standing_corrections
from alerts.register import dispatch_of, kept_channels
from alerts.tables import Alert
from subscribers.audience import count_told_later


@dataclass(frozen=True, slots=True)
class ToldByCorrection:
    """So many people whom an alert did not reach, told by a correction of it."""

    alert: int
    people: int


@dataclass(frozen=True, slots=True)
class ToldSince:
    """Of the people whom an alert did not reach, those whom a correction told, each counted once,
    by the first; `awaiting` more are about to get one, or may have."""

    told: tuple[ToldByCorrection, ...] = ()
    awaiting: int = 0

    @property
    def people(self) -> int:
        """All of them: nobody phones them for the alert."""
        return self.awaiting + sum(each.people for each in self.told)

    def as_json(self) -> list[dict[str, int]]:
        """The documented form: docs/json.md."""
        return [{"alert": each.alert, "people": each.people} for each in self.told]


def count_told_since(session: Session, alert: Alert) -> ToldSince:
    """Count them; nothing is counted of an alert that was not corrected, else the cost grows with
    the deliveries of it and its corrections, some seconds for a million. Raises NotIssued."""
    dispatch_id, later = dispatch_of(alert), _later(session, alert)
    if not later:
        return ToldSince()
    counts = count_told_later(session, dispatch_id, tuple(later))
    told = tuple(
        ToldByCorrection(number, counts[by]) for by, number in later.items() if by in counts
    )
    return ToldSince(told, counts.get(None, 0))


def later_dispatches(session: Session, alert: Alert) -> tuple[int, ...]:
    """The dispatches of the corrections that stand in an alert's place."""
    return tuple(_later(session, alert))


def _later(session: Session, alert: Alert) -> dict[int, int]:
    """The corrections by their dispatch, in order; one in a trial tells nobody of an alert that was
    none."""
    return {
        each.dispatch_id: each.id or 0
        for each in standing_corrections(session, alert)
        if each.dispatch_id is not None and kept_channels(each) <= kept_channels(alert)
    }
