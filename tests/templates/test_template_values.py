"""What staff type at night: moments, choices, phones and links, and what is said when they are
wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from templates import BadValue, Values, YearMissing, read_values
from templates.missing import MissingVariable
from templates.values import UnknownVariable
from tests.templates.conftest import Renderer

ATHENS = ZoneInfo("Europe/Athens")
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # 18:00 in Athens


def moment(renderer: Renderer, typed: str, now: datetime = NOW) -> datetime | None:
    template = renderer.catalogue.find("snow")
    return read_values(
        template, {"from": typed, "until": "2029-01-01 00:00"}, now=now, zone=ATHENS
    ).moment("from")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-24T20:00", "2026-11-24T18:00"),
        ("2026-11-24 20:00", "2026-11-24T18:00"),
        ("2026-11-24T20:00+00:00", "2026-11-24T20:00"),
        ("2026-11-24T20:00Z", "2026-11-24T20:00"),
        ("24/11 20:00", "2026-11-24T18:00"),
        ("24/11/2026 20:00", "2026-11-24T18:00"),
        ("23/11 20:00", "2026-11-23T18:00"),
        ("12/1 20:00", "2027-01-12T18:00"),
        ("20:00", "2026-11-24T18:00"),
        ("18:00", "2026-11-24T16:00"),
        ("17:59", "2026-11-24T15:59"),
        ("12:00", "2026-11-24T10:00"),
        ("11:59", "2026-11-25T09:59"),
        ("8:05", "2026-11-25T06:05"),
        ("20.00", "2026-11-24T18:00"),
        ("8μμ", "2026-11-24T18:00"),
        ("8 μ.μ.", "2026-11-24T18:00"),
        ("8:30pm", "2026-11-24T18:30"),
        ("12πμ", "2026-11-24T22:00"),
        ("12 pm", "2026-11-24T10:00"),
        ("+3h", "2026-11-24T19:00"),
        ("σε 3 ώρες", "2026-11-24T19:00"),
        ("ΣΕ 3 ΩΡΕΣ", "2026-11-24T19:00"),
        ("σε μία ώρα", "2026-11-24T17:00"),
        ("in 90 minutes", "2026-11-24T17:30"),
        ("σε μισή ώρα", "2026-11-24T16:30"),
        ("in half an hour", "2026-11-24T16:30"),
        ("σε μιάμιση ώρα", "2026-11-24T17:30"),
        ("σε δύο ώρες", "2026-11-24T18:00"),
        ("απόψε", "2026-11-24T18:00"),
        ("απόψε 21:30", "2026-11-24T19:30"),
        ("tonight 02:00", "2026-11-25T00:00"),
        ("μεθαύριο 10:00", "2026-11-26T08:00"),
        ("αύριο στις 9", "2026-11-25T07:00"),
        ("20:00 tomorrow", "2026-11-25T18:00"),
        ("Παρασκευή 12:00", "2026-11-27T10:00"),
        ("ΠΑΡΑΣΚΕΥΗ 12:00", "2026-11-27T10:00"),
        ("την Παρασκευή στις 12", "2026-11-27T10:00"),
        ("Παρ. 12:00", "2026-11-27T10:00"),
        ("on Friday at 9am", "2026-11-27T07:00"),
        ("Τρίτη 14:00", "2026-11-24T12:00"),
        ("Τρίτη 09:00", "2026-12-01T07:00"),
        ("30 Νοεμβρίου 09:00", "2026-11-30T07:00"),
        ("30 Nov 2026 9am", "2026-11-30T07:00"),
        ("tomorrow 08:00", "2026-11-25T06:00"),
        ("Tomorrow 08:00", "2026-11-25T06:00"),
        ("αύριο 08:00", "2026-11-25T06:00"),
        ("ΑΥΡΙΟ 08:00", "2026-11-25T06:00"),
        ("today 18:00", "2026-11-24T16:00"),
        ("σήμερα 23:00", "2026-11-24T21:00"),
        ("now", "2026-11-24T16:00"),
        ("τώρα", "2026-11-24T16:00"),
        ("30/11 9", "2026-11-30T07:00"),
        ("30/11, 9", "2026-11-30T07:00"),
        ("30/11 στις 9", "2026-11-30T07:00"),
        ("στις 30/11 9:00", "2026-11-30T07:00"),
        ("30.11 9:00", "2026-11-30T07:00"),
        ("30-11-2026 9:00", "2026-11-30T07:00"),
        ("30/11/26 9", "2026-11-30T07:00"),
        ("30 Νοεμβρίου 9", "2026-11-30T07:00"),
        ("Σάββατο 9", "2026-11-28T07:00"),
        ("το Σάββατο 9", "2026-11-28T07:00"),
        ("Σαβ 9", "2026-11-28T07:00"),
        ("αύριο 9", "2026-11-25T07:00"),
        ("tomorrow 9", "2026-11-25T07:00"),
        ("απόψε 9", "2026-11-24T19:00"),
        ("απόψε στις 9", "2026-11-24T19:00"),
        ("Δευτέρα 30/11 9:00", "2026-11-30T07:00"),
        ("Δευ 30/11/2026 09:00", "2026-11-30T07:00"),
        ("Mon 30/11/2026 09:00", "2026-11-30T07:00"),
        ("24:00", "2026-11-24T22:00"),
        ("24.00", "2026-11-24T22:00"),
        ("Σάββατο 24:00", "2026-11-28T22:00"),
        ("30/11 24:00", "2026-11-30T22:00"),
        ("αύριο 24:00", "2026-11-25T22:00"),
        ("μεσάνυχτα", "2026-11-24T22:00"),
        ("τα μεσάνυχτα", "2026-11-24T22:00"),
        ("ΜΕΣΑΝΥΧΤΑ", "2026-11-24T22:00"),
        ("midnight", "2026-11-24T22:00"),
        ("απόψε τα μεσάνυχτα", "2026-11-24T22:00"),
        ("σήμερα μεσάνυχτα", "2026-11-24T22:00"),
        ("μεσημέρι", "2026-11-24T10:00"),
        ("noon", "2026-11-24T10:00"),
        ("αύριο το μεσημέρι", "2026-11-25T10:00"),
        ("Σάββατο μεσημέρι", "2026-11-28T10:00"),
        ("9 το πρωί", "2026-11-25T07:00"),
        ("8 το βράδυ", "2026-11-24T18:00"),
        ("αύριο 3 το μεσημέρι", "2026-11-25T13:00"),
        ("Σάββατο στις 5 το απόγευμα", "2026-11-28T15:00"),
        ("tomorrow at 9 in the morning", "2026-11-25T07:00"),
        ("8:30 το βράδυ", "2026-11-24T18:30"),
        ("20:30 το βράδυ", "2026-11-24T18:30"),
    ],
)
def test_a_moment_is_read_as_staff_mean_it(renderer: Renderer, typed: str, meant: str) -> None:
    assert moment(renderer, typed) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "soon",
        "25:00",
        "12:60",
        "31/2 10:00",
        "2026-13-01 10:00",
        "20",
        "yesterday 10:00",
        "30/2/2027 8:00",
        "٢٠:٠٠",
        "0001-01-01 00:00",
        "10:00+99:00",
        "9 Σάββατο",
        "30/11 26",
        "Σάββατο 28",
        "24:30",
        "24μμ",
        "20.11.26",
        "11 το μεσημέρι",
        "2 το βράδυ",
        "9 το χάραμα",
        "Σάββατο μεσάνυχτα",
        "αύριο τα μεσάνυχτα",
        "Τρίτη 30/11 9:00",
        "αύριο 30/11 9:00",
        "απόψε το μεσημέρι",
        "13μμ",
        "απόψε 10:00",
        "30 Brumaire 10:00",
    ],
)
def test_a_moment_that_means_nothing_is_refused(renderer: Renderer, typed: str) -> None:
    with pytest.raises(BadValue, match=r"^from: "):
        moment(renderer, typed)


@pytest.mark.parametrize(
    "typed", ["tomorrow", "Παρασκευή", "το Σάββατο", "30/11", "30 Νοεμβρίου", "2026-11-30"]
)
def test_a_day_alone_is_refused_with_its_beginning_and_end(renderer: Renderer, typed: str) -> None:
    with pytest.raises(
        BadValue, match=f"is a day without a time: write {typed} 09:00, or {typed} 24:00"
    ):
        moment(renderer, typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Τρίτη 24", "can be the hour or the day of the month: write 24:00, or 24/11"),
        ("Τρίτη 1", "can be the hour or the day of the month: write 1:00, or 01/12"),
        ("Σάββατο μεσάνυχτα", "can be the beginning or the end of that day"),
        ("Τρίτη 30/11 9:00", "30/11/2026 is Monday"),
        ("9", "can be the morning or the evening: write 9:00 or 21:00"),
        ("20", "can be more than an hour: write 20:00"),
        ("απόψε 12", "is not in the evening: write today 12:00, or tonight 24:00 for midnight"),
        ("αύριο το πρωί", "names no hour: write it too, as in αύριο 9 το πρωί"),
        ("tomorrow morning", "names no hour"),
        ("χθες 20:00", "lies behind: write its date and time"),
    ],
)
def test_an_ambiguous_time_is_refused_with_its_two_meanings(
    renderer: Renderer, typed: str, told: str
) -> None:
    with pytest.raises(BadValue, match=told):
        moment(renderer, typed)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("μεσάνυχτα", "2026-11-25T00:30", "2026-11-24T22:00"),
        ("24:00", "2026-11-25T04:01", "2026-11-25T22:00"),
        ("Τρίτη 23:00", "2026-11-24T23:30", "2026-11-24T21:00"),
        ("Τρίτη 24:00", "2026-11-25T00:30", "2026-11-24T22:00"),
        ("Τρίτη 24:00", "2026-11-25T08:00", "2026-12-01T22:00"),
    ],
)
def test_a_midnight_of_six_hours_ago_is_that_one(
    renderer: Renderer, typed: str, now: str, meant: str
) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert moment(renderer, typed, at) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


def test_an_end_at_midnight_is_the_end_of_its_day(renderer: Renderer) -> None:
    given = {"from": "Σάββατο 00:00", "until": "24:00"}

    values = read_values(renderer.catalogue.find("power_cut"), given, now=NOW, zone=ATHENS)

    begins, ends = values.moment("from"), values.moment("until")
    assert begins is not None
    assert ends is not None
    assert ends - begins == timedelta(days=1)


def test_a_refusal_lists_the_forms_of_a_moment(renderer: Renderer) -> None:
    with pytest.raises(BadValue, match=r"Write it like 20:00, 20\.00, 8μμ, .* 2026-11-30T09:00"):
        moment(renderer, "soon")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+400d", "2027-12-29T16:00"),
        ("13/9 08:00", "2027-09-13T05:00"),
        ("24/1 10:00", "2027-01-24T08:00"),
        ("29/2 10:00", "2028-02-29T08:00"),
    ],
)
def test_a_date_far_ahead_needs_its_year(renderer: Renderer, typed: str, meant: str) -> None:
    with pytest.raises(YearMissing, match="write the year") as missing:
        moment(renderer, typed)

    assert (missing.value.key, missing.value.typed) == ("from", typed)
    assert missing.value.meant == datetime.fromisoformat(meant).replace(tzinfo=UTC)


def test_an_end_far_ahead_takes_the_year_of_its_beginning(renderer: Renderer) -> None:
    given = {"from": "13/9/2027 08:00", "until": "14/9 12:00"}

    values = read_values(renderer.catalogue.find("snow"), given, now=NOW, zone=ATHENS)

    assert values.moment("until") == datetime(2027, 9, 14, 9, 0, tzinfo=UTC)


def test_an_end_without_a_beginning_lies_ahead(renderer: Renderer) -> None:
    template = renderer.catalogue.find("snow")
    alone = replace(
        template, variables=tuple(each for each in template.variables if each.name == "until")
    )

    values = read_values(alone, {"until": "17:59"}, now=NOW, zone=ATHENS)

    assert values.moment("until") == datetime(2026, 11, 25, 15, 59, tzinfo=UTC)


def test_an_hour_that_the_clocks_leap_over_is_refused(renderer: Renderer) -> None:
    with pytest.raises(BadValue, match="clocks go forward"):
        moment(renderer, "2027-03-28 03:30")


def test_an_hour_that_comes_twice_means_the_first(renderer: Renderer) -> None:
    assert moment(renderer, "2026-10-25 03:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_end_without_a_day_is_next_after_the_beginning(renderer: Renderer) -> None:
    values = read_values(
        renderer.catalogue.find("power_cut"),
        {"from": "tomorrow 08:00", "until": "11:30"},
        now=NOW,
        zone=ATHENS,
    )

    assert values.moment("until") == datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("until", ["24/11 19:00", "24/11 20:00", "2026-11-24T17:59Z"])
def test_an_end_before_the_beginning_is_refused(renderer: Renderer, until: str) -> None:
    with pytest.raises(BadValue, match="is not later than 'from'"):
        renderer.values("snow", **{"from": "2026-11-24 20:00", "until": until})


def test_a_misspelt_variable_is_met_with_the_right_name(renderer: Renderer) -> None:
    with pytest.raises(UnknownVariable, match=r"no variable 'untill'. Did you mean 'until'\?"):
        renderer.values("snow", untill="12:00")


def test_a_variable_of_no_likeness_is_met_with_all_names(renderer: Renderer) -> None:
    with pytest.raises(UnknownVariable, match="It has: from, until, impact"):
        renderer.values("snow", zzz="1")


def test_a_missing_value_is_asked_for_with_an_example(renderer: Renderer) -> None:
    with pytest.raises(MissingVariable) as refusal:
        read_values(renderer.catalogue.find("snow"), {"from": "20:00"}, now=NOW, zone=ATHENS)

    assert '--set until="12:00"' in str(refusal.value)
    assert "tocsin templates show" in str(refusal.value)


@pytest.mark.parametrize(
    ("template", "name", "typed"),
    [
        ("snow", "schools", "perhaps"),
        ("snow", "impact", "x" * 61),
        ("snow", "advice", "=?utf-8?q?hello=0D=0ABcc=3A_evil=40x.gr?="),
        ("snow", "advice", "leave: %unsubscribe%"),
        ("snow", "link", "http://www.city.gr"),
        ("snow", "link", "https://www.city.gr/" + "x" * 40),
        ("snow", "link", "https://user@city.gr"),
        ("snow", "link", "https://δήμος.gr/χιόνι"),
        ("snow", "link", "javascript:alert(1)"),
        ("snow", "link", "https://[bad"),
        ("power_cut", "faults", "call us"),
        ("power_cut", "faults", "1" * 16),
        ("snow", "advice", "α" * 2049),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(
    renderer: Renderer, template: str, name: str, typed: str
) -> None:
    with pytest.raises(BadValue, match=f"^{name}: "):
        renderer.values(template, **{name: typed})


def test_a_value_over_four_kilobytes_is_refused(renderer: Renderer) -> None:
    with pytest.raises(BadValue, match="4096 bytes"):
        renderer.values("snow", advice="\u200b" + "x" * 4097)


def test_a_choice_is_taken_by_code_or_by_label(renderer: Renderer) -> None:
    for typed in ("closed", "CLOSED", "Κλειστά"):
        assert renderer.values("snow", schools=typed).items["schools"] == "closed"


def test_a_phone_is_kept_as_digits(renderer: Renderer) -> None:
    assert (
        renderer.values("power_cut", faults="+30 2310 123-456").items["faults"] == "+302310123456"
    )


def test_an_invisible_character_is_taken_out(renderer: Renderer) -> None:
    values = renderer.values(
        "snow", advice="a\u202eb\u200bc\x00\x85d\u2028e\ufefff\u00adg  e\u0301\n"
    )

    assert values.items["advice"] == "abc d efg é"


def test_an_empty_value_is_no_value_and_no_default(renderer: Renderer) -> None:
    assert (
        "impact"
        not in renderer.values(
            "snow", **{"impact": " \u200b", "impact.el": "", "impact.en": ""}
        ).items
    )


def test_a_text_may_differ_by_language_and_falls_back(renderer: Renderer) -> None:
    values = renderer.values("snow", **{"advice": "Προσοχή", "advice.en": "Take care"})

    assert (values.get("advice", "el"), values.get("advice", "en")) == ("Προσοχή", "Take care")


def test_a_value_for_all_languages_wins_over_the_defaults(renderer: Renderer) -> None:
    assert renderer.values("snow", impact="Πάγος").get("impact", "en") == "Πάγος"


def test_canonical_values_come_back_as_they_were(renderer: Renderer) -> None:
    values = renderer.values(
        "snow", **{"from": "20:00", "schools": "closed", "advice.en": "Take care"}
    )

    stored = values.canonical()

    assert stored["from"] == "2026-01-12T18:00:00+00:00"
    assert Values.from_canonical(renderer.catalogue.find("snow"), stored, ATHENS) == values


def test_a_moment_that_was_not_set_is_none(renderer: Renderer) -> None:
    assert renderer.values("all_clear").moment("until") is None


@pytest.mark.parametrize(
    "typed", ["κλειστα", "ΚΛΕΙΣΤΑ", "ΚΛΕΙΣΤΆ", " closed ", "Closed", "κλειστά"]
)
def test_a_choice_is_taken_in_any_language_case_and_accents(renderer: Renderer, typed: str) -> None:
    assert renderer.values("snow", schools=typed).items["schools"] == "closed"


def test_a_wrong_choice_is_told_what_each_means(renderer: Renderer) -> None:
    with pytest.raises(BadValue) as refused:
        renderer.values("extreme_weather", hazard="καταιγίδα")

    said = str(refused.value)
    assert "perhaps thunderstorm (καταιγίδες / thunderstorms)" in said
    assert "Write it like storm (κακοκαιρία) or rain (έντονη βροχόπτωση / heavy rain) or" in said


def test_a_missing_choice_is_asked_for_with_what_each_means(renderer: Renderer) -> None:
    weather = renderer.catalogue.find("extreme_weather")

    with pytest.raises(MissingVariable) as refused:
        read_values(weather, {"from": "20:00", "until": "23:00"}, now=NOW, zone=ATHENS)

    told, choices = refused.value.details
    assert told == """'extreme_weather' needs hazard: --set hazard="storm"."""
    assert choices.startswith("hazard is one of storm (κακοκαιρία), rain (")
    assert choices in refused.value.details_for_programs


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"impact": "Πάγος στους δρόμους"}, ("impact.en",)),
        ({"impact": "Ice on the roads"}, ("impact.el",)),
        ({"impact": "Πάγος", "impact.en": "Ice"}, ()),
        ({"impact": "Πάγος", "impact.en": "Πάγος"}, ("impact.en",)),
        ({"impact": "Ε65, 12:00"}, ("impact.en",)),
        ({"impact": "112 / 199"}, ()),
        ({}, ()),
    ],
)
def test_texts_in_the_letters_of_another_language_are_named(
    renderer: Renderer, given: dict[str, str], missing: tuple[str, ...]
) -> None:
    values, template = renderer.values("snow", **given), renderer.catalogue.find("snow")

    assert values.foreign(template, template.languages()) == missing
