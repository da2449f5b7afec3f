"""What `tocsin schedules` does with single messages: what became of them, what would, one left out
or brought back."""

from collections.abc import Callable, Mapping, Sequence

from alerts import Office
from alerts.schedules import find_schedule, list_schedules, list_upcoming_slots
from alerts.schedules.timeline import (
    ExpectedFiring,
    ExpectedState,
    PastOccurrence,
    ScheduleHistory,
    list_histories,
    restore_occurrence,
    simulate_firings,
    skip_occurrence,
)
from alerts.schedules.timing import Slot, read_window_end, type_moment
from console.schedules.json_form import expected_json, occurrence_json
from console.schedules.kept_sentences import translate_kept
from console.terminal.output import say, show, show_json, table
from console.terminal.state_words import translate_word
from console.terminal.times import local_time
from runtime import Actor, Home, joined, said
from staff import names_of


def firings_shown(slots: Sequence[Slot], home: Home) -> str:
    """When it fires next, by the clocks of the municipality."""
    zone = home.config.municipality.zone
    return joined(", ", (local_time(slot.due_at, zone) for slot in slots))


def skip_one(home: Home, name: str, at: str, *, by: Actor) -> None:
    """Leave out one message of a schedule."""
    slot, left = _changed(home, name, at, skip_occurrence, by)
    zone = home.config.municipality.zone
    say(
        said(
            "'{name}': the message of {at} is left out. `tocsin schedules unskip {name} --at {typed}` brings it back.",
            name=name,
            at=local_time(slot.due_at, zone),
            typed=type_moment(slot.due_at, zone),
        )
    )
    if left:
        _say_next(left, home)
    else:
        say(said("No other is to come."))


def unskip_one(home: Home, name: str, at: str, *, by: Actor) -> None:
    """Bring back one message of a schedule that was left out."""
    slot, left = _changed(home, name, at, restore_occurrence, by)
    due = local_time(slot.due_at, home.config.municipality.zone)
    if left:
        say(said("'{name}': the message of {at} is sent after all.", name=name, at=due))
        _say_next(left, home)
    else:
        say(
            said(
                "'{name}': the message of {at} is left out no more, but it is paused: `tocsin schedules resume {name}` lets it go on.",
                name=name,
                at=due,
            )
        )


def _changed(
    home: Home, name: str, at: str, change: Callable[..., Slot], by: Actor
) -> tuple[Slot, Sequence[Slot]]:
    """Skip or bring back one message: that, and the one that comes next, if any does."""
    with home.database.writing() as session:
        now = home.now()
        slot = change(session, name, at, by=by, now=now)
        left = list_upcoming_slots(session, find_schedule(session, name), now=now, count=1)
    return slot, left


def _say_next(left: Sequence[Slot], home: Home) -> None:
    say(said("The next one: {firings}.", firings=firings_shown(left, home)))


def show_history(home: Home, name: str, *, as_json: bool) -> None:
    """What became of each message of a schedule, and of those that had its name before."""
    with home.database.reading() as session:
        found = list_histories(session, name)
        who = [each.skipped_by for history in found for each in history.occurrences]
        names = names_of(session, [*who, *(history.removed_by for history in found)])
    if as_json:
        return show_json(
            [occurrence_json(each, history) for history in found for each in history.occurrences]
        )
    for history in found:
        if history.removed_at is not None:
            show(_removal(name, history, home, names))
        _show_occurrences(home, history, names)
    return None


def show_simulation(home: Home, start: str, end: str, name: str, *, as_json: bool) -> None:
    """What would be sent between two moments, by the clocks of the municipality, and what would
    not."""
    zone, now = home.config.municipality.zone, home.now()
    first, last = (read_window_end(typed, zone, now=now) for typed in (start, end))
    with home.database.reading() as session:
        chosen = [find_schedule(session, name)] if name else list_schedules(session)
        office = Office.of(home)
        found = list(simulate_firings(session, chosen, office, start=first, end=last, now=now))
        names = names_of(session, {each.by for each in found})
    if as_json:
        return show_json([expected_json(each, home) for each in found])
    for each in found:
        at = local_time(each.slot.due_at, zone)
        note = _note(each, names)
        show(joined("  ", [at, each.schedule, note] if note else [at, each.schedule]))
    if not any(each.state in _GOES_OUT for each in found):
        say(said("No schedule sends anything in that time."))
    return None


_GOES_OUT = {ExpectedState.EXPECTED, ExpectedState.OVERDUE, ExpectedState.FIRED}


def _note(expected: ExpectedFiring, names: Mapping[str, str]) -> str:
    """What speaks against sending it, or what became of it; nothing where it simply goes out."""
    who = names.get(expected.by, "")
    why = _kept(expected.why)
    notes = {
        ExpectedState.EXPECTED: "",
        ExpectedState.OVERDUE: said("due, and not sent yet"),
        ExpectedState.PAUSED: said("not sent: paused by {name}", name=who),
        ExpectedState.SKIPPED: said("skipped by {name}", name=who)
        if who
        else said("skipped: {why}", why=why),
        ExpectedState.FIRED: said("sent: alert {number}", number=expected.alert_id),
        ExpectedState.HELD: said("not sent: {why}", why=why),
    }
    return notes[expected.state]


def _show_occurrences(home: Home, history: ScheduleHistory, names: Mapping[str, str]) -> None:
    rows = [
        (
            local_time(each.due_at, home.config.municipality.zone),
            translate_word(each.state),
            str(each.alert_id or "-"),
            _why(each, names),
        )
        for each in history.occurrences
    ]
    if rows:
        return table([said("due"), said("became"), said("alert"), said("why")], rows)
    return say(said("None of its messages has been due yet."))


def _removal(name: str, history: ScheduleHistory, home: Home, names: Mapping[str, str]) -> str:
    zone = home.config.municipality.zone
    return said(
        "'{name}', added on {added}, was removed on {removed} by {who}.",
        name=name,
        added=local_time(history.created_at, zone),
        removed=local_time(history.removed_at or history.created_at, zone),
        who=names[history.removed_by],
    )


def _why(occurrence: PastOccurrence, names: Mapping[str, str]) -> str:
    if who := occurrence.skipped_by:
        return said("skipped by {name}", name=names[who])
    return _kept(occurrence.reason)


def _kept(reason: str) -> str:
    """Why, as it is kept: a sentence, or the state its schedule was in."""
    return translate_word(reason) if " " not in reason else translate_kept(reason)
