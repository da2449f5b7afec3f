"""An alert and its corrections are one event in a calendar, whatever becomes of them."""

from datetime import UTC, datetime, timedelta

from alerts import AlertEnding
from templates import Topic
from web.public.alert_cards import AlertCard
from web.public.planned_events import PlannedEvent, list_planned_events

NOW = datetime(2031, 1, 12, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _card(number: int, *places: str, **given: object) -> AlertCard:
    kept: dict[str, object] = {
        "number": number,
        "public_number": f"AAAA{number}",
        "severity": "Minor",
        "issued_at": NOW + number * HOUR,
        "onset": NOW + 24 * HOUR,
        "expires_at": NOW + 28 * HOUR,
        "over": "ending" in given,
        "titles": {"el": "Διακοπή νερού"},
        "places": tuple({"": place} for place in places),
        "bodies": {"el": "Λόγια"},
        "topics": frozenset({Topic.UTILITIES}),
    }
    return AlertCard(**(kept | given))  # type: ignore[arg-type]


def _one(*cards: AlertCard, around: frozenset[str] = frozenset()) -> PlannedEvent:
    [event] = list_planned_events(cards, around, now=NOW)
    return event


def test_an_event_that_ended_early_ends_then() -> None:
    early = NOW + 26 * HOUR
    cut = _card(1, ending=AlertEnding.ENDED, ended_at=early, ended_by="AAAA2")
    clear = _card(2, corrects="AAAA1", corrects_as=AlertEnding.ENDED, issued_at=early)

    event = _one(cut, clear)

    assert (event.ends, event.cancelled, event.sequence) == (early, False, 1)
    assert event.card is cut
    assert event.last_told == early


def test_an_event_that_ended_before_it_began_is_cancelled() -> None:
    cut = _card(1, ending=AlertEnding.ENDED, ended_at=NOW + 2 * HOUR, ended_by="AAAA2")
    clear = _card(2, corrects="AAAA1", corrects_as=AlertEnding.ENDED)

    event = _one(cut, clear)

    assert (event.cancelled, event.ends) == (True, cut.expires_at)


def test_a_cut_withdrawn_before_anybody_got_it_is_cancelled() -> None:
    event = _one(_card(1, ending=AlertEnding.WITHDRAWN, ended_at=NOW + 2 * HOUR))

    assert (event.cancelled, event.sequence) == (True, 1)


def test_an_update_without_a_place_cancels_it_there() -> None:
    cut = _card(1, "pylaia", "filyro", ending=AlertEnding.UPDATED, ended_by="AAAA2")
    update = _card(2, "pylaia", corrects="AAAA1", corrects_as=AlertEnding.UPDATED)

    stays, goes = (_one(cut, update, around=frozenset({at})) for at in ("pylaia", "filyro"))

    assert (stays.uid, stays.cancelled) == ("AAAA1", False)
    assert (goes.uid, goes.cancelled) == ("AAAA1", True)
    assert list_planned_events([cut, update], {"exochi"}, now=NOW) == []


def test_events_are_listed_by_their_beginning() -> None:
    later = _card(1, onset=NOW + 26 * HOUR)
    sooner, danger = _card(2), _card(3, topics=frozenset({Topic.WEATHER}))

    found = list_planned_events([later, sooner, danger], frozenset(), now=NOW)

    assert [each.uid for each in found] == ["AAAA2", "AAAA1"]
