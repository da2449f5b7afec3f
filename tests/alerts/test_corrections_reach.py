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
class Newsroom:
    """A town whose alerts stand as a test says they do."""

    town: Town
    contacts: list[int] = field(default_factory=list)

    def settles(self, people: int, *languages: str) -> "Newsroom":
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
def newsroom(town: Town) -> Newsroom:
    return Newsroom(town)


def test_a_cancel_stops_the_queue_and_reaches_every_possible_recipient(newsroom: Newsroom) -> None:
    snow = newsroom.settles(len(State)).warns()
    newsroom.stands(snow, *State)

    cancel = newsroom.corrects(snow)

    told = {list(State)[place] for place in newsroom.told(cancel, *State)}
    assert told == REACHED
    old = newsroom.town.alert(snow)
    assert (old.state, old.corrected_by_id, old.stopped_by) == (
        AlertState.CANCELLED,
        cancel,
        "local",
    )
    assert list(State).index(State.QUEUED) in newsroom.told(snow, State.CANCELLED)


def test_a_recipient_with_an_earlier_unknown_attempt_is_told_too(newsroom: Newsroom) -> None:
    snow = newsroom.settles(4).warns()
    newsroom.stands(snow, *[State.REFUSED] * 4, doubled=(0,))
    newsroom.tried(snow, 1, Outcome.UNKNOWN)
    newsroom.tried(snow, 2, Outcome.TRANSIENT)

    cancel = newsroom.corrects(snow)

    assert newsroom.told(cancel) == {0, 1}


def test_a_recipient_in_mid_send_hears_after_that_send(newsroom: Newsroom) -> None:
    snow = newsroom.settles(4).warns()
    newsroom.stands(snow, *[State.SENDING] * 4)
    cancel = newsroom.corrects(snow)
    before = newsroom.told(cancel, *State), newsroom.goes_on()

    for place, state in enumerate((State.ACCEPTED, State.UNKNOWN, State.REFUSED)):
        newsroom.lands(snow, place, state)
    newsroom.goes_on()

    assert before == (set(), [])
    assert newsroom.told(cancel, *State) == {0, 1}
    assert newsroom.goes_on() == []
    assert newsroom.town.alert(cancel).messages == 2


def test_a_recipient_waiting_for_another_message_hears_after_that_message(
    newsroom: Newsroom,
) -> None:
    snow = newsroom.settles(2).warns()
    newsroom.stands(snow, State.SENDING, State.ACCEPTED, doubled=(0,))
    later = newsroom.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    newsroom.lands(later, 1, State.SENDING)

    cancel = newsroom.corrects(later)
    at_once = newsroom.told(cancel, *State)
    newsroom.lands(snow, 0, State.ACCEPTED)
    newsroom.lands(later, 1, State.ACCEPTED)
    newsroom.goes_on()

    assert (at_once, newsroom.told(cancel)) == (set(), {0, 1})


def test_a_late_receipt_opens_a_closed_correction_again(
    newsroom: Newsroom,
) -> None:
    snow = newsroom.settles(2).warns()
    newsroom.stands(snow, State.DELIVERED, State.UNDELIVERED)
    cancel = newsroom.corrects(snow)
    with newsroom.town.database.writing() as session:
        session.execute(update(DISPATCHES).values(settled_at=newsroom.town.now))
        find_alert(session, str(cancel)).state = AlertState.SENT

    newsroom.lands(snow, 1, State.DELIVERED)
    newsroom.goes_on(timedelta(hours=2))

    found = newsroom.town.alert(cancel)
    with newsroom.town.database.reading() as session:
        settled = select(DISPATCHES.c.settled_at).where(DISPATCHES.c.id == found.dispatch_id)
        assert session.scalar(settled) is None
    assert (found.state, newsroom.told(cancel)) == (AlertState.SENDING, {0, 1})


def test_an_expired_correction_looks_for_no_further_recipient(newsroom: Newsroom) -> None:
    snow = newsroom.settles(2).warns()
    newsroom.stands(snow, State.DELIVERED, State.SENDING)
    newsroom.corrects(snow)

    newsroom.lands(snow, 1, State.DELIVERED)

    assert newsroom.goes_on(timedelta(days=1)) == []


def test_a_command_waits_for_sends_under_way_and_their_followups(
    newsroom: Newsroom,
) -> None:
    snow = newsroom.settles(1).warns()
    newsroom.stands(snow, State.SENDING)
    dispatch = newsroom.town.alert(newsroom.corrects(snow)).dispatch_id or 0

    def waits() -> bool:
        with newsroom.town.database.reading() as session:
            return awaits_followups(session, [dispatch], Municipality(), now=newsroom.town.now)

    flying = waits()
    newsroom.lands(snow, 0, State.ACCEPTED)
    landed = waits()
    newsroom.goes_on()

    assert (flying, landed, waits()) == (True, True, False)
    with newsroom.town.database.reading() as session:
        assert not find_corrections_under_way(session, now=newsroom.town.now).moving


def test_a_recipient_reads_the_correction_in_the_alerts_language(newsroom: Newsroom) -> None:
    snow = newsroom.settles(3, "el", "en", "de").warns()
    newsroom.stands(snow, *[State.ACCEPTED] * 3)

    cancel = newsroom.corrects(snow)

    query = (
        select(WORDINGS.c.language)
        .join(DELIVERIES, DELIVERIES.c.wording_id == WORDINGS.c.id)
        .where(DELIVERIES.c.dispatch_id == newsroom.town.alert(cancel).dispatch_id)
        .order_by(DELIVERIES.c.contact_id)
    )
    with newsroom.town.database.reading() as session:
        assert list(session.scalars(query)) == ["el", "en", "en"]


@pytest.mark.parametrize("topic", [Topic.WEATHER, Topic.EMERGENCY])
def test_a_correction_skips_a_resident_who_left_the_topic(newsroom: Newsroom, topic: Topic) -> None:
    template = {"snow": Topic.WEATHER, "extreme_weather": Topic.EMERGENCY}
    [name] = [name for name, its in template.items() if its is topic]
    number = newsroom.settles(3).warns(name, **({"hazard": "storm"} if name != "snow" else {}))
    newsroom.stands(number, *[State.DELIVERED] * 3)
    other = next(each for each in template.values() if each is not topic)
    with newsroom.town.database.writing() as session:
        session.add(Refusal(resident_id=1, topic=topic, since=newsroom.town.now))
        session.add(Refusal(resident_id=2, topic=other, since=newsroom.town.now))

    cancel = newsroom.corrects(number)

    assert newsroom.told(cancel, *State) == {1, 2}
    assert (newsroom.town.alert(cancel).recipients, newsroom.goes_on()) == (2, [])


def test_a_blocked_contact_is_not_told(newsroom: Newsroom) -> None:
    snow = newsroom.settles(2).warns()
    newsroom.stands(snow, *[State.DELIVERED] * 2)
    with newsroom.town.database.writing() as session:
        session.execute(
            update(CONTACTS).where(CONTACTS.c.id == newsroom.contacts[0]).values(block="opted_out")
        )

    cancel = newsroom.corrects(snow)

    assert newsroom.told(cancel, *State) == {1}


def test_a_cancel_only_stops_an_alert_whose_recipients_all_left(newsroom: Newsroom) -> None:
    snow = newsroom.settles(1).warns()
    newsroom.stands(snow, State.DELIVERED)
    with newsroom.town.database.writing() as session:
        session.add(Refusal(resident_id=1, topic=Topic.WEATHER, since=newsroom.town.now))

    assert newsroom.corrects(snow) == 0


def test_an_alert_without_recipients_so_far_is_only_stopped(newsroom: Newsroom) -> None:
    snow = newsroom.settles(2).warns()

    assert newsroom.corrects(snow, CorrectionKind.FALSE_ALARM) == 0

    assert newsroom.town.alert(snow).state is AlertState.CANCELLED
    assert newsroom.told(snow, State.CANCELLED) == {0, 1}
    assert [action for _, action, _ in newsroom.town.journal()][-1] == "alert.stopped"


def test_an_update_replaces_queued_messages_and_follows_those_being_sent(
    newsroom: Newsroom,
) -> None:
    snow = newsroom.settles(4).warns()
    newsroom.stands(snow, State.QUEUED, State.ACCEPTED, State.SENDING, State.SENDING)

    later = newsroom.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    at_once = newsroom.told(later)
    newsroom.lands(snow, 2, State.ACCEPTED)
    newsroom.lands(snow, 3, State.QUEUED)  # not begun, given back
    newsroom.goes_on()
    newsroom.goes_on()

    assert at_once == {0, 1}
    assert newsroom.told(later) == {0, 1, 2, 3}
    assert newsroom.told(snow, State.CANCELLED) == {0, 3}
    assert newsroom.town.alert(later).values["until"].startswith("2031-01-13T12:00")


def test_an_update_for_another_place_also_reaches_the_place_before(newsroom: Newsroom) -> None:
    newsroom.town.resident("6999990098", zone="panorama")
    newsroom.town.resident("6999990099", zone="pylaia")
    newsroom.settles(0)
    snow = newsroom.town.issues(newsroom.town.request("snow", "panorama")).alert.id or 0
    newsroom.lands(snow, 0, State.ACCEPTED)

    later = newsroom.corrects(snow, CorrectionKind.UPDATE, areas=("pylaia",))

    assert newsroom.told(later) == {0, 1}


def test_a_cancel_of_an_update_reaches_recipients_of_both_texts(newsroom: Newsroom) -> None:
    snow = newsroom.settles(3).warns()
    newsroom.stands(snow, State.DELIVERED, State.DELIVERED, State.REFUSED)
    later = newsroom.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    newsroom.stands(later, State.QUEUED, State.ACCEPTED, State.QUEUED)

    cancel = newsroom.corrects(later)

    assert newsroom.told(cancel) == {0, 1}


def test_an_all_clear_taken_back_lets_the_alert_hold_again(newsroom: Newsroom) -> None:
    snow = newsroom.settles(3).warns()
    newsroom.stands(snow, State.DELIVERED, State.DELIVERED, State.REFUSED)
    too_early = newsroom.corrects(snow, CorrectionKind.ALL_CLEAR)
    newsroom.lands(too_early, 0, State.ACCEPTED)

    back = newsroom.corrects(too_early)
    over = newsroom.corrects(snow, CorrectionKind.ALL_CLEAR, timedelta(hours=1))

    assert newsroom.told(back, *State) == {0}
    assert newsroom.told(over) == {0, 1}
    assert newsroom.town.alert(back).corrected_by_id == over


@pytest.mark.parametrize("kind", [CorrectionKind.ALL_CLEAR, CorrectionKind.FALSE_ALARM])
def test_an_alert_whose_end_is_withdrawn_is_valid_again(
    newsroom: Newsroom, kind: CorrectionKind
) -> None:
    snow = newsroom.settles(2).warns()
    newsroom.stands(snow, *[State.DELIVERED] * 2)
    too_early = newsroom.corrects(snow, kind)

    assert newsroom.corrects(too_early) == 0

    found = newsroom.town.alert(snow)
    assert (found.state, found.corrected_by_id) == (AlertState.SENT, None)
    assert newsroom.told(newsroom.corrects(snow, kind, timedelta(hours=1))) == {0, 1}


def test_quiet_hours_do_not_hold_what_corrects(newsroom: Newsroom) -> None:
    snow = newsroom.settles(2).warns()
    newsroom.stands(snow, *[State.DELIVERED] * 2)
    newsroom.corrects(snow, CorrectionKind.UPDATE, until="2031-01-13 14:00")

    with newsroom.town.database.reading() as session:
        held = select(DELIVERIES.c.id).where(DELIVERIES.c.not_before.is_not(None))
        assert session.scalar(held) is None


@settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_cancel_never_reaches_anybody_new_whatever_stood_how(
    newsroom: Newsroom, data: st.DataObject
) -> None:
    if not newsroom.contacts:
        newsroom.settles(6)
    states = data.draw(st.lists(st.sampled_from(State), min_size=6, max_size=6))
    landed = data.draw(st.lists(st.sampled_from(LANDINGS), min_size=6, max_size=6))
    gone = data.draw(st.sets(st.integers(0, 5)))
    snow = newsroom.warns()
    newsroom.stands(snow, *states)
    with newsroom.town.database.writing() as session:
        session.execute(delete(Refusal))
        for place in gone:
            row = Refusal(resident_id=place + 1, topic=Topic.WEATHER, since=newsroom.town.now)
            session.add(row)

    cancel = newsroom.corrects(snow)
    for place, state in enumerate(states):
        if state is State.SENDING:
            newsroom.lands(snow, place, landed[place])
    newsroom.goes_on()

    ended = [
        end if state is State.SENDING else state for state, end in zip(states, landed, strict=True)
    ]
    reached = {place for place, state in enumerate(ended) if state in REACHED}
    told = newsroom.told(cancel, *State) if cancel else set()
    assert told == reached - gone
    with newsroom.town.database.writing() as session:
        session.execute(delete(Refusal))
        assert len(set(session.scalars(select_eligible_contacts(Topic.WEATHER)))) == 6
