"""What holds of any text: no rule breaks on it, and findings lie within it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linting import Case, TextMedium, lint_case, read_case
from templates.cap_words import Severity, Urgency

NAMES = {"el": "Δήμος Πυλαίας-Χορτιάτη", "en": "Municipality of Pylaia-Chortiatis"}
WORDS = st.sampled_from(
    [
        "ΔΗΜΟΣ",
        "Πυλαίας",
        "Snow",
        "έως",
        "until",
        "20:00",
        "12/1",
        "8 μ.μ.",
        "Μείνετε",
        "Stay",
        "ΛΗΞΗ",
    ]
)
TEXTS = st.text() | st.lists(WORDS | st.text(max_size=4)).map(" ".join)
CASES = st.builds(
    Case,
    text=TEXTS,
    lang=st.sampled_from(["el", "en", "sq"]),
    medium=st.sampled_from(TextMedium),
    now=st.just(datetime(2026, 1, 12, 10, tzinfo=UTC)),
    municipality=st.just(NAMES),
    status=st.sampled_from(["Actual", "Exercise", "Test"]),
    msg_type=st.sampled_from(["Alert", "Update", "Cancel"]),
    severity=st.sampled_from(Severity),
    urgency=st.sampled_from(Urgency),
    event=st.sampled_from(["snow", "OET-145", "", "Πυρκαγιά", "link_test"]) | st.text(),
    areas=st.lists(st.sampled_from(["Πυλαία", "Αγ. Στέφανος", "Panorama", "", "("])).map(tuple),
    places=st.lists(st.sampled_from(["Πυλαία", "Χορτιάτης"])).map(tuple),
)


# The first text waits for the words of a language.
@settings(deadline=None)
@given(CASES)
def test_findings_lie_within_any_text(case: Case) -> None:
    found = lint_case(case)

    assert all(0 <= each.start <= each.end <= len(case.text) for each in found)
    assert all(each.say for each in found)


@pytest.mark.parametrize("event", ["power cut", "POWER_CUT", "OET-145", "Planned power-cut"])
def test_an_event_is_known_however_written(event: str) -> None:
    words = "ΔΗΜΟΣ ΠΥΛΟΥ: ΔΙΑΚΟΠΗ ΡΕΥΜΑΤΟΣ 12/1 08:00-11:30. Μην αγγίζετε καλώδια. 15377"
    line = {
        "lang": "el",
        "medium": "sms",
        "event": event,
        "municipality": {"el": "Δήμος Πύλου"},
        "text": words,
    }

    assert lint_case(read_case(json.dumps(line))) == []
