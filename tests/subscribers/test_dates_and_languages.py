"""Dates, languages, zones and topics as offices write them."""

from datetime import UTC, datetime

import pytest

from areas import Gazetteer, ZoneView, fold_text
from runtime import Municipality
from subscribers.readings import BadValue, read_given_at, read_language
from subscribers.readings.dates import (
    DayNeeded,
    FutureConsent,
    MonthFirst,
    NoSuchDay,
    NotADate,
    NotAgreed,
    SourceNeeded,
    TooEarly,
)
from subscribers.readings.places import NotAZone, read_zones
from subscribers.readings.texts import read_needs_help, read_source, read_topics

GREECE = Municipality()
NOW = datetime(2026, 11, 24, tzinfo=UTC)
LAST_OF_MARCH = datetime(2026, 3, 30, 21, tzinfo=UTC)
QUARTER_PAST_TEN = datetime(2026, 3, 31, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "31/3/2026",
        "31/03/26",
        "31-Μαρ-2026",
        "31-Μαρ-26",
        "31 Μαρτίου 2026",
        "31 ΜΑΡΤΙΟΥ 2026",
        "31η Μαρτίου 2026",
        "31/Μάρ/2026",
        "Τρίτη, 31 Μαρτίου 2026",
        "46112",
        "46112,0",
        "31/3/2026 00:00",
        "31/3/2026 12:00:00 πμ",
        "20260331",
        "31.3.2026",
        "31.3.26",
        "2026/3/31",
        "31 / 3 / 2026",
        "31\u200e/3/2026",
        "31/3/2026.",
        "31-Mar-26",
        "31 March 2026",
        "March 31, 2026",
        "Tue Mar 31 2026",
    ],
)
def test_a_day_is_read_as_it_is_written(written: str) -> None:
    assert read_given_at(written, GREECE, NOW) == LAST_OF_MARCH


@pytest.mark.parametrize(
    "written",
    [
        "31/3/2026 10:15",
        "31/3/2026 10:15:00",
        "31/3/2026 10:15:00 πμ",
        "31/3/2026 10:15:00 π.μ.",
        "31/3/2026 10.15",
        "2026-03-31T10:15",
        "2026-03-31 10:15:00",
        "2026/03/31 10:15:00 π.μ. EEST",
        "2026/03/31 10:15:00 π.μ. GMT+3",
        "2026-03-31T07:15:00Z",
    ],
)
def test_a_time_of_day_is_in_the_municipalitys_time_zone(written: str) -> None:
    assert read_given_at(written, GREECE, NOW) == QUARTER_PAST_TEN


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("3/31/2026", MonthFirst),
        ("12/31/25", MonthFirst),
        ("29/2/2026", NoSuchDay),
        ("31/13/2026", NoSuchDay),
        ("1/1/1900", TooEarly),
        ("0/1/1900", TooEarly),
        ("31/12/2026", FutureConsent),
        ("99999", FutureConsent),
        ("ναι", NotADate),
        ("3/2026", NotADate),
        ("1 Ιου 2026", NotADate),
        ("2026", NotADate),
        ("31/3/2026 25:10", NotADate),
        ("", DayNeeded),
    ],
)
def test_an_impossible_day_is_refused_with_its_own_reason(
    written: str, problem: type[BadValue]
) -> None:
    with pytest.raises(problem):
        read_given_at(written, GREECE, NOW)


def test_a_date_is_read_day_first() -> None:
    assert read_given_at("03/04/2026", GREECE, NOW) == datetime(2026, 4, 2, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("gr", "el"),
        ("GR", "el"),
        ("Ελληνικά", "el"),
        ("ΕΛΛΗΝΙΚΑ", "el"),
        ("ελλ.", "el"),
        ("Ελληνική", "el"),
        ("el-GR", "el"),
        ("el_GR", "el"),
        ("ελ", "el"),
        ("English", "en"),
        ("eng", "en"),
        ("Αγγλικά", "en"),
        ("en-US", "en"),
        ("sq", "sq"),
        ("Αλβανικά", "sq"),
        ("Shqip", "sq"),
        ("Deutsch", "de"),
        ("русский", "ru"),
        ("Ρουμανικά", "ro"),
        ("Українська", "uk"),
    ],
)
def test_a_language_is_read_by_code_country_or_name(written: str, code: str) -> None:
    assert read_language(written) == code


@pytest.mark.parametrize(
    ("written", "near"), [("αλ", "Αλβανικά"), ("Ελλινικα", "Ελληνικά"), ("Αγγγλικά", "Αγγλικά")]
)
def test_an_unknown_language_is_answered_with_the_nearest(written: str, near: str) -> None:
    with pytest.raises(BadValue, match=f"Did you mean {near}"):
        read_language(written)


def atlas() -> Gazetteer:
    """A few zones with the cases of their names."""
    names = (
        ("pylaia", "Πυλαία", "Πυλαίας"),
        ("panorama", "Πανόραμα", "Πανοράματος"),
        ("chortiatis", "Χορτιάτης", "Χορτιάτη"),
        ("unit", "Δημοτική Ενότητα Πυλαίας", "Δημοτικής Ενότητας Πυλαίας"),
        ("kai", "Άνω και Κάτω Πόλη", "Άνω και Κάτω Πόλης"),
    )
    zones = [
        ZoneView(
            number,
            code,
            "unit" if code == "pylaia" else "",
            0,
            {"el": {"nominative": name, "genitive": genitive}},
        )
        for number, (code, name, genitive) in enumerate(names, 1)
    ]
    words = {fold_text(form): [zone] for zone in zones for form in zone.names["el"].values()}
    return Gazetteer(zones, words | {zone.code: [zone] for zone in zones})


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("Πυλαία", {1}),
        ("ΠΥΛΑΙΑ", {1}),
        ("πυλαια", {1}),
        ("Πυλαίας", {1}),
        ("pylaia", {1}),
        ("Δ.Ε. Πυλαίας", {4}),
        ("ΔΕ Πυλαίας", {4}),
        ("Δημοτική Κοινότητα Πυλαίας", {1}),
        ("Τ.Κ. Χορτιάτη", {3}),
        ("Οικισμός Χορτιάτης", {3}),
        ("στο Πανόραμα", {2}),
        ("Πανόραμα, Χορτιάτης", {2, 3}),
        ("Πανόραμα και Χορτιάτης", {2, 3}),
        ("Πανόραμα/Χορτιάτης", {2, 3}),
        ("Πανόραμα & Πυλαία", {1, 2}),
        ("Πανόραμα | Πυλαία", {1, 2}),
        ("Άνω και Κάτω Πόλη", {5}),
        ("όλες", set()),
        ("ΟΛΕΣ", set()),
        ("όλος ο δήμος", set()),
        ("", set()),
        ("Πανόραμα, -", {2}),
        ("-; Πυλαία", {1}),
        ("Πανόραμα (κέντρο)", {2}),
        ("Πανόραμα (κέντρο) / Πυλαία", {1, 2}),
        ("Χορτιάτης (Πανόραμα)", {2, 3}),
        ("Δ.Ε. Πυλαίας (Πυλαία)", {1}),
        ("Πυλαία [Δ.Ε. Πυλαίας]", {1}),
    ],
)
def test_zones_are_read_as_offices_write_them(written: str, ids: set[int]) -> None:
    assert read_zones(written, atlas()) == ids


def test_an_unknown_zone_is_named_with_the_nearest() -> None:
    with pytest.raises(
        NotAZone, match=r"There is no area 'Pylea'. Did you mean pylaia\? Write codes or names"
    ):
        read_zones("Πανόραμα, Pylea", atlas())


@pytest.mark.parametrize("written", ["Χορτιάτης (Πανώραμα)", "Άγνωστη (Πανόραμα)", "(κέντρο)"])
def test_brackets_that_may_be_meant_otherwise_are_refused(written: str) -> None:
    with pytest.raises(NotAZone):
        read_zones(written, atlas())


def test_a_misspelled_greek_zone_is_answered_with_the_greek_name() -> None:
    with pytest.raises(NotAZone, match="Did you mean Πανόραμα"):
        read_zones("Πανώραμα", atlas())


@pytest.mark.parametrize(
    "written",
    [
        "Δήμος Πυλαίας-Χορτιάτη",
        "ΔΗΜΟΣ ΠΥΛΑΙΑΣ – ΧΟΡΤΙΑΤΗ",
        "Municipality of Pylaia-Chortiatis",
        "Δήμου Πυλαίας-Χορτιάτη",
        "του Δήμου Πυλαίας – Χορτιάτη",
        "στον Δήμο Πυλαίας-Χορτιάτη",
        "Δ. Πυλαίας-Χορτιάτη",
        "όλου του δήμου",
        "the Municipality of Pylaia-Chortiatis",
        "Πανόραμα, Δήμου Πυλαίας-Χορτιάτη",
        "Δήμος Πυλαίας - Χορτιάτη",
        "Πυλαίας-Χορτιάτη",
        "Πυλαίας - Χορτιάτη",
        "Pylaia-Chortiatis",
        "Δήμος Πυλαίας-Χορτιάτη (όλος)",
    ],
)
@pytest.mark.parametrize("added", ["", " (επίδειξη)"])
def test_the_name_of_the_municipality_is_all_of_it(written: str, added: str) -> None:
    whole = (f"Δήμος Πυλαίας-Χορτιάτη{added}", f"Municipality of Pylaia-Chortiatis{added}")
    assert read_zones(written, atlas(), whole) == frozenset()


def test_a_zone_named_like_the_municipality_is_still_a_zone() -> None:
    assert read_zones("Πυλαίας", atlas(), ("Δήμος Πυλαίας",)) == {1}
    assert read_zones("Δήμος Πυλαίας", atlas(), ("Δήμος Πυλαίας",)) == frozenset()


def test_topics_have_greek_names_too() -> None:
    assert read_topics("Καιρός, εκδηλώσεις") == {"weather", "events"}
    assert read_topics("όλα") == frozenset()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ΝΑΙ", True),
        ("ΑΛΗΘΗΣ", True),
        ("ΨΕΥΔΗΣ", False),
        ("όχι", False),
        ("", None),
        *((tick, True) for tick in ("χ", "Χ", "x", "✓", "✔️", "√", "1")),
    ],
)
def test_a_need_is_read_as_a_greek_excel_writes_it(written: str, read: bool | None) -> None:
    assert read_needs_help(written) is read


@pytest.mark.parametrize(
    "written",
    [
        "Όχι",
        "ΟΧΙ",
        "όχι",
        "Όχι.",
        "ΟΧΙ (τηλεφωνικά)",
        "Δεν συμφωνώ",
        "δεν συμφωνεί",
        "Δεν συμφώνησε",
        "Δε συμφωνώ",
        "δε θέλει",
        "Μη συναίνεση",
        "Αρνήθηκε",
        "Άρνηση",
        "Αρνείται",
        "Διαφωνεί",
        "Ανακλήθηκε",
        "no",
        "No!",
        "n",
        "FALSE",
        "0",
        "ψευδές",
        "ΨΕΥΔΗΣ",
        "I do not agree",
        "doesn't agree",
        "refused",
        "Withdrawn",
        "opted out",
        "✗",
    ],
)
def test_a_refusal_is_no_source_of_consent(written: str) -> None:
    with pytest.raises(NotAgreed):
        read_source(written)


@pytest.mark.parametrize(
    "written",
    [
        "form",
        "Αίτηση",
        "ναι",
        "TRUE",
        "Συμφωνώ",
        "No. 45/2026",
        "ΔΕ Πανοράματος",
        "Αρναία",
        "Τηλέφωνο",
        "notary",
        "Νο 12",
        "ΚΕΠ",
        "1",
    ],
)
def test_a_source_of_consent_is_kept_as_it_is_written(written: str) -> None:
    assert read_source(written) == written


def test_a_missing_source_has_words_of_its_own() -> None:
    with pytest.raises(SourceNeeded):
        read_source(" ")
