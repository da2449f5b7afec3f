"""Corrections go to exactly those whom the alert reached or may have reached, once it has landed,
and to nobody new."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from alerts import AlertState, CorrectionKind, find_alert
from alerts.corrections import (
    CorrectionRequest,
    issue_correction,
    list_open_choices,
    prepare_correction,
)
from alerts.housekeeping.followups import (
    address_followups,
    awaits_followups,
    find_corrections_under_way,
    find_owing_corrections,
)
from channels import Outcome
from delivery import State
from delivery.tables import ATTEMPTS, CONTACTS, DELIVERIES, DISPATCHES, WORDINGS
from runtime import LOCAL_OPERATOR, Municipality
from subscribers.audience import select_eligible_contacts
from subscribers.tables import Refusal
from templates import Topic
from tests.alerts.conftest import Town
from tests.made_up import examples

REACHED = {State.ACCEPTED, State.DELIVERED, State.UNKNOWN}
LANDINGS = [each for each in State if each not in {State.QUEUED, State.SENDING}]


@dataclass
class AlertedTown:
    """A town whose alerts stand as a test says they do."""

    town: Town
    contacts: list[int] = field(default_factory=list)

    def settles(self, people: int, *languages: str) -> "AlertedTown":
        for number in range(people):
            language = languages[number] if languages else "el"
            self.town.resident(f"69999900{number:02d}", language=language)
        with self.town.database.reading() as session:
            self.contacts = list(session.scalars(select(CONTACTS.c.id).order_by(CONTACTS.c.id)))
        return self

    def warns(self, template: str = "snow", **values: str) -> int:
        return self.town.issues(self.town.request(template, values=values)).alert.id or 0

    def stands(self, number: int, *states: State, doubled: tuple[int, ...] = ()) -> None:
        """The alert's deliveries stand so, in the order of the contacts."""
        dispatch = self.town.alert(number).dispatch_id
        with self.town.database.writing() as session:
            for place, (contact, state) in enumerate(zip(self.contacts, states, strict=True)):
                mine = (DELIVERIES.c.dispatch_id == dispatch, DELIVERIES.c.contact_id == contact)
                now = {"state": state, "attempt": 1, "doubled": place in doubled}
                session.execute(update(DELIVERIES).where(*mine).values(now))

    def tried(self, number: int, place: int, outcome: Outcome) -> None:
        """An earlier attempt ended so."""
        with self.town.database.writing() as session:
            mine = DELIVERIES.c.contact_id == self.contacts[place]
            theirs = DELIVERIES.c.dispatch_id == self.town.alert(number).dispatch_id
            delivery = session.scalar(select(DELIVERIES.c.id).where(mine, theirs))
            row = {
                "delivery_id": delivery,
                "number": 0,
                "channel": "sms",
                "outcome": outcome,
                "code": "",
            }
            session.execute(ATTEMPTS.insert().values(**row, provider_id="", ended_at=self.town.now))

    def corrects(
        self,
        number: int,
        kind: CorrectionKind = CorrectionKind.CANCEL,
        at: timedelta = timedelta(),
        areas: tuple[str, ...] | None = None,
        **given: str,
    ) -> int:
        """The number of the correction, 0 when the alert was only stopped."""
        now = self.town.now + at
        with self.town.database.writing() as session:
            alert = find_alert(session, str(number))
            wish = CorrectionRequest(kind, given, areas)
            left = list_open_choices(session, alert, wish, self.town.office)
            wish = replace(wish, given={**given, **{each.name: "no_danger" for each in left}})
            prepared = prepare_correction(session, alert, wish, self.town.office, now=now)
            done = issue_correction(
                session, alert, prepared, self.town.office, by=LOCAL_OPERATOR, now=now
            )
            return (done.by.id or 0) if done.by else 0

    def told(self, number: int, *states: State) -> set[int]:
        """The places of those whom a correction is for."""
        dispatch = self.town.alert(number).dispatch_id
        query = select(DELIVERIES.c.contact_id).where(
            DELIVERIES.c.dispatch_id == dispatch, DELIVERIES.c.state.in_(states or (State.QUEUED,))
        )
        with self.town.database.reading() as session:
            return {self.contacts.index(each) for each in session.scalars(query)}

    def lands(self, number: int, place: int, state: State) -> None:
        dispatch = self.town.alert(number).dispatch_id
        mine = (
            DELIVERIES.c.dispatch_id == dispatch,
            DELIVERIES.c.contact_id == self.contacts[place],
        )
        with self.town.database.writing() as session:
            session.execute(update(DELIVERIES).where(*mine).values(state=state))

    def goes_on(self, at: timedelta = timedelta()) -> list[int]:
        """Whoever keeps alerts up looks once; the corrections that owed somebody."""
        now: datetime = self.town.now + at
        municipality = self.town.office.municipality
        with self.town.database.writing() as session:
            owed = find_owing_corrections(session, municipality, now=now)
            address_followups(session, owed, municipality, now=now)
        return owed


@pytest.fixture
def alerted(town: Town) -> AlertedTown:
    return AlertedTown(town)


def test_a_cancel_stops_the_queue_and_reaches_every_possible_recipient(
    alerted: AlertedTown,
) -> None:
    snow = alerted.settles(len(State)).warns()
    alerted.stands(snow, *State)

    cancel = alerted.corrects(snow)

    told = {list(State)[place] for place in alerted.told(cancel, *State)}
    assert told == REACHED
    old = alerted.town.alert(snow)
    assert (old.state, old.corrected_by_id, old.stopped_by) == (
        AlertState.CANCELLED,
        cancel,
        "local",
    )
    assert list(State).index(State.QUEUED) in alerted.told(snow, State.CANCELLED)


def test_a_recipient_with_an_earlier_unknown_attempt_is_told_too(alerted: AlertedTown) -> None:
    snow = alerted.settles(4).warns()
    alerted.stands(snow, *[State.REFUSED] * 4, doubled=(0,))
    alerted.tried(snow, 1, Outcome.UNKNOWN)
    alerted.tried(snow, 2, Outcome.TRANSIENT)

    cancel = alerted.corrects(snow)

    assert alerted.told(cancel) == {0, 1}


def test_a_recipient_in_mid_send_hears_after_that_send(alerted: AlertedTown) -> None:
    snow = alerted.settles(4).warns()
    alerted.stands(snow, *[State.SENDING] * 4)
    cancel = alerted.corrects(snow)
    before = alerted.told(cancel, *State), alerted.goes_on()

    for place, state in enumerate((State.ACCEPTED, State.UNKNOWN, State.REFUSED)):
        alerted.lands(snow, place, state)
    alerted.goes_on()

    assert before == (set(), [])
    assert alerted.told(cancel, *State) == {0, 1}
    assert alerted.goes_on() == []
    assert alerted.town.alert(cancel).messages == 2


def test_a_recipient_waiting_for_another_message_hears_after_that_message(
    alerted: AlertedTown,
) -> None:
    snow = alerted.settles(2).warns()
    alerted.stands(snow, State.SENDING, State.ACCEPTED, doubled=(0,))
    later = alerted.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    alerted.lands(later, 1, State.SENDING)

    cancel = alerted.corrects(later)
    at_once = alerted.told(cancel, *State)
    alerted.lands(snow, 0, State.ACCEPTED)
    alerted.lands(later, 1, State.ACCEPTED)
    alerted.goes_on()

    assert (at_once, alerted.told(cancel)) == (set(), {0, 1})


def test_a_late_receipt_opens_a_closed_correction_again(
    alerted: AlertedTown,
) -> None:
    snow = alerted.settles(2).warns()
    alerted.stands(snow, State.DELIVERED, State.UNDELIVERED)
    cancel = alerted.corrects(snow)
    with alerted.town.database.writing() as session:
        session.execute(update(DISPATCHES).values(settled_at=alerted.town.now))
        find_alert(session, str(cancel)).state = AlertState.SENT

    alerted.lands(snow, 1, State.DELIVERED)
    alerted.goes_on(timedelta(hours=2))

    found = alerted.town.alert(cancel)
    with alerted.town.database.reading() as session:
        settled = select(DISPATCHES.c.settled_at).where(DISPATCHES.c.id == found.dispatch_id)
        assert session.scalar(settled) is None
    assert (found.state, alerted.told(cancel)) == (AlertState.SENDING, {0, 1})


def test_an_expired_correction_looks_for_no_further_recipient(alerted: AlertedTown) -> None:
    snow = alerted.settles(2).warns()
    alerted.stands(snow, State.DELIVERED, State.SENDING)
    alerted.corrects(snow)

    alerted.lands(snow, 1, State.DELIVERED)

    assert alerted.goes_on(timedelta(days=1)) == []


def test_a_command_waits_for_sends_under_way_and_their_followups(
    alerted: AlertedTown,
) -> None:
    snow = alerted.settles(1).warns()
    alerted.stands(snow, State.SENDING)
    dispatch = alerted.town.alert(alerted.corrects(snow)).dispatch_id or 0

    def waits() -> bool:
        with alerted.town.database.reading() as session:
            return awaits_followups(session, [dispatch], Municipality(), now=alerted.town.now)

    flying = waits()
    alerted.lands(snow, 0, State.ACCEPTED)
    landed = waits()
    alerted.goes_on()

    assert (flying, landed, waits()) == (True, True, False)
    with alerted.town.database.reading() as session:
        assert not find_corrections_under_way(session, now=alerted.town.now).moving


def test_a_recipient_reads_the_correction_in_the_alerts_language(alerted: AlertedTown) -> None:
    snow = alerted.settles(3, "el", "en", "de").warns()
    alerted.stands(snow, *[State.ACCEPTED] * 3)

    cancel = alerted.corrects(snow)

    query = (
        select(WORDINGS.c.language)
        .join(DELIVERIES, DELIVERIES.c.wording_id == WORDINGS.c.id)
        .where(DELIVERIES.c.dispatch_id == alerted.town.alert(cancel).dispatch_id)
        .order_by(DELIVERIES.c.contact_id)
    )
    with alerted.town.database.reading() as session:
        assert list(session.scalars(query)) == ["el", "en", "en"]


@pytest.mark.parametrize("topic", [Topic.WEATHER, Topic.EMERGENCY])
def test_a_correction_skips_a_resident_who_left_the_topic(
    alerted: AlertedTown, topic: Topic
) -> None:
    template = {"snow": Topic.WEATHER, "extreme_weather": Topic.EMERGENCY}
    [name] = [name for name, its in template.items() if its is topic]
    number = alerted.settles(3).warns(name, **({"hazard": "storm"} if name != "snow" else {}))
    alerted.stands(number, *[State.DELIVERED] * 3)
    other = next(each for each in template.values() if each is not topic)
    with alerted.town.database.writing() as session:
        session.add(Refusal(resident_id=1, topic=topic, since=alerted.town.now))
        session.add(Refusal(resident_id=2, topic=other, since=alerted.town.now))

    cancel = alerted.corrects(number)

    assert alerted.told(cancel, *State) == {1, 2}
    assert (alerted.town.alert(cancel).recipients, alerted.goes_on()) == (2, [])


def test_a_blocked_contact_is_not_told(alerted: AlertedTown) -> None:
    snow = alerted.settles(2).warns()
    alerted.stands(snow, *[State.DELIVERED] * 2)
    with alerted.town.database.writing() as session:
        session.execute(
            update(CONTACTS).where(CONTACTS.c.id == alerted.contacts[0]).values(block="opted_out")
        )

    cancel = alerted.corrects(snow)

    assert alerted.told(cancel, *State) == {1}


def test_a_cancel_only_stops_an_alert_whose_recipients_all_left(alerted: AlertedTown) -> None:
    snow = alerted.settles(1).warns()
    alerted.stands(snow, State.DELIVERED)
    with alerted.town.database.writing() as session:
        session.add(Refusal(resident_id=1, topic=Topic.WEATHER, since=alerted.town.now))

    assert alerted.corrects(snow) == 0


def test_an_alert_without_recipients_so_far_is_only_stopped(alerted: AlertedTown) -> None:
    snow = alerted.settles(2).warns()

    assert alerted.corrects(snow, CorrectionKind.FALSE_ALARM) == 0

    assert alerted.town.alert(snow).state is AlertState.CANCELLED
    assert alerted.told(snow, State.CANCELLED) == {0, 1}
    assert [action for _, action, _ in alerted.town.journal()][-1] == "alert.stopped"


def test_an_update_replaces_queued_messages_and_follows_those_being_sent(
    alerted: AlertedTown,
) -> None:
    snow = alerted.settles(4).warns()
    alerted.stands(snow, State.QUEUED, State.ACCEPTED, State.SENDING, State.SENDING)

    later = alerted.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    at_once = alerted.told(later)
    alerted.lands(snow, 2, State.ACCEPTED)
    alerted.lands(snow, 3, State.QUEUED)  # not begun, given back
    alerted.goes_on()
    alerted.goes_on()

    assert at_once == {0, 1}
    assert alerted.told(later) == {0, 1, 2, 3}
    assert alerted.told(snow, State.CANCELLED) == {0, 3}
    assert alerted.town.alert(later).values["until"].startswith("2031-01-13T12:00")


def test_an_update_for_another_place_also_reaches_the_place_before(alerted: AlertedTown) -> None:
    alerted.town.resident("6999990098", zone="panorama")
    alerted.town.resident("6999990099", zone="pylaia")
    alerted.settles(0)
    snow = alerted.town.issues(alerted.town.request("snow", "panorama")).alert.id or 0
    alerted.lands(snow, 0, State.ACCEPTED)

    later = alerted.corrects(snow, CorrectionKind.UPDATE, areas=("pylaia",))

    assert alerted.told(later) == {0, 1}


def test_a_cancel_of_an_update_reaches_recipients_of_both_texts(alerted: AlertedTown) -> None:
    snow = alerted.settles(3).warns()
    alerted.stands(snow, State.DELIVERED, State.DELIVERED, State.REFUSED)
    later = alerted.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    alerted.stands(later, State.QUEUED, State.ACCEPTED, State.QUEUED)

    cancel = alerted.corrects(later)

    assert alerted.told(cancel) == {0, 1}


def test_an_all_clear_taken_back_lets_the_alert_hold_again(alerted: AlertedTown) -> None:
    snow = alerted.settles(3).warns()
    alerted.stands(snow, State.DELIVERED, State.DELIVERED, State.REFUSED)
    too_early = alerted.corrects(snow, CorrectionKind.ALL_CLEAR)
    alerted.lands(too_early, 0, State.ACCEPTED)

    back = alerted.corrects(too_early)
    over = alerted.corrects(snow, CorrectionKind.ALL_CLEAR, timedelta(hours=1))

    assert alerted.told(back, *State) == {0}
    assert alerted.told(over) == {0, 1}
    assert alerted.town.alert(back).corrected_by_id == over


@pytest.mark.parametrize("kind", [CorrectionKind.ALL_CLEAR, CorrectionKind.FALSE_ALARM])
def test_an_alert_whose_end_is_withdrawn_is_valid_again(
    alerted: AlertedTown, kind: CorrectionKind
) -> None:
    snow = alerted.settles(2).warns()
    alerted.stands(snow, *[State.DELIVERED] * 2)
    too_early = alerted.corrects(snow, kind)

    assert alerted.corrects(too_early) == 0

    found = alerted.town.alert(snow)
    assert (found.state, found.corrected_by_id) == (AlertState.SENT, None)
    assert alerted.told(alerted.corrects(snow, kind, timedelta(hours=1))) == {0, 1}


def test_quiet_hours_do_not_hold_what_corrects(alerted: AlertedTown) -> None:
    snow = alerted.settles(2).warns()
    alerted.stands(snow, *[State.DELIVERED] * 2)
    alerted.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")

    with alerted.town.database.reading() as session:
        held = select(DELIVERIES.c.id).where(DELIVERIES.c.not_before.is_not(None))
        assert session.scalar(held) is None


@settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_cancel_never_reaches_anybody_new_whatever_stood_how(
    alerted: AlertedTown, data: st.DataObject
) -> None:
    if not alerted.contacts:
        alerted.settles(6)
    states = data.draw(st.lists(st.sampled_from(State), min_size=6, max_size=6))
    landed = data.draw(st.lists(st.sampled_from(LANDINGS), min_size=6, max_size=6))
    gone = data.draw(st.sets(st.integers(0, 5)))
    snow = alerted.warns()
    alerted.stands(snow, *states)
    with alerted.town.database.writing() as session:
        session.execute(delete(Refusal))
        for place in gone:
            row = Refusal(resident_id=place + 1, topic=Topic.WEATHER, since=alerted.town.now)
            session.add(row)

    cancel = alerted.corrects(snow)
    for place, state in enumerate(states):
        if state is State.SENDING:
            alerted.lands(snow, place, landed[place])
    alerted.goes_on()

    ended = [
        end if state is State.SENDING else state for state, end in zip(states, landed, strict=True)
    ]
    reached = {place for place, state in enumerate(ended) if state in REACHED}
    told = alerted.told(cancel, *State) if cancel else set()
    assert told == reached - gone
    with alerted.town.database.writing() as session:
        session.execute(delete(Refusal))
        assert len(set(session.scalars(select_eligible_contacts(Topic.WEATHER)))) == 6
