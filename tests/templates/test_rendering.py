"""Rendering: the words of one medium and language, places by case, and what cannot be said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from channels import Medium, PartLimits
from runtime import Municipality
from templates import Catalogue, Place, Severity, Values, Words, render_words
from templates.definition import SmsPolicy
from templates.rendering import NoWording, TooLong
from templates.sandbox import BadWording
from templates.sms import SmsEncoding
from tests.templates.conftest import OwnFolder, Renderer

UNTIL = Values({"until": datetime(2026, 9, 13, 5, 0, tzinfo=UTC)})


def said(
    own: OwnFolder,
    medium: Medium = Medium.SMS,
    *,
    values: Values = UNTIL,
    office: Municipality | None = None,
    severity: Severity = Severity.MINOR,
    sms_policy: SmsPolicy = SmsPolicy.GSM_7,
) -> Words:
    fog = Catalogue.load(own.path).find("fog")
    template = replace(fog, severity=severity, sms_policy=sms_policy)
    return render_words(
        template,
        values,
        places=(),
        office=office or Municipality(),
        medium=medium,
        language="en",
        limits=PartLimits(),
    )


def test_a_snow_warning_as_the_phone_shows_it(renderer: Renderer) -> None:
    text = renderer.sms(
        "snow", places=1, **{"from": "20:00", "until": "tomorrow 12:00", "schools": "closed"}
    )

    assert text == (
        "ΔHMOΣ ΠYΛAIAΣ-XOPTIATH: XIONOΠTΩΣH ΣTON XOPTIATH AΠO ΔEY 12/1 20:00 EΩΣ TPI 13/1 12:00."
        " OΛIΣΘHPOI ΔPOMOI. MEINETE ΣΠITI. AN OΔHΓHΣETE: AΛYΣIΔEΣ. ΣXOΛEIA KΛEIΣTA. 15377"
    )


def test_a_cut_within_one_day_is_said_as_a_range(renderer: Renderer) -> None:
    text = renderer.sms("power_cut", places=1, **{"from": "2026-09-12 08:00", "until": "11:30"})

    assert "ΣAB 12/9/2026 08:00-11:30" in text


def test_an_email_says_the_day_and_month_in_words(renderer: Renderer) -> None:
    given = {"from": "20:00", "until": "tomorrow 12:00"}

    assert (
        "Από: Δευτέρα 12 Ιανουαρίου, 20:00\nΈως: Τρίτη 13 Ιανουαρίου, 12:00"
        in renderer.email("snow", "el", 3, **given).text
    )
    assert (
        "From: Monday 12 January, 20:00\nUntil: Tuesday 13 January, 12:00"
        in renderer.email("snow", "en", 3, **given).text
    )


def test_greek_places_stand_in_the_case_the_sentence_needs(renderer: Renderer) -> None:
    text = renderer.email("snow", "el", places=1).text

    assert "χιονόπτωση στον Χορτιάτη." in text
    assert "Πού: Χορτιάτης" in text


def test_several_places_have_their_articles_and_an_and(renderer: Renderer) -> None:
    mail, text = renderer.email("snow", "el", places=2).text, renderer.sms("snow", places=2)

    assert "χιονόπτωση στον Χορτιάτη και στο Ασβεστοχώρι." in mail
    assert "Πού: Χορτιάτης και Ασβεστοχώρι" in mail
    assert "XIONOΠTΩΣH ΣTON XOPTIATH KAI ΣTO AΣBEΣTOXΩPI AΠO" in text
    assert "SNOW in Chortiatis and Asvestochori from" in renderer.sms("snow", "en", places=2)


def test_an_english_place_has_its_own_preposition(renderer: Renderer) -> None:
    named = [
        {"nominative": "Municipal Unit of Pylaia"},
        {"nominative": "Filyro"},
        {"nominative": "Hill", "in": "on the Hill"},
    ]
    unit, village, hill = (Place(each["nominative"], {"en": each}) for each in named)
    speech = renderer.speech("en")

    assert speech.located([unit, village]) == "in the Municipal Unit of Pylaia and Filyro"
    assert speech.located([village, hill]) == "in Filyro and on the Hill"
    assert speech.concerned([unit, hill]) == "the Municipal Unit of Pylaia and the Hill"


def test_places_lose_their_articles_before_a_part_is_added(renderer: Renderer) -> None:
    advice = "α" * 100
    roomy, full = (
        renderer.words("snow", Medium.SMS, "el", 4, advice=advice, impact="β" * length)
        for length in (16, 28)
    )

    assert "ΣTON XOPTIATH, ΣTO AΣBEΣTOXΩPI, ΣTO ΠANOPAMA KAI ΣTHN ΠYΛAIA AΠO" in roomy.text
    assert "ΣE XOPTIATH, AΣBEΣTOXΩPI, ΠANOPAMA, ΠYΛAIA AΠO" in full.text
    assert [each.measure.parts for each in (roomy, full) if each.measure] == [2, 2]


@pytest.mark.parametrize(
    ("language", "words"), [("el", "σε όλο τον δήμο"), ("en", "in the whole municipality")]
)
def test_no_place_means_the_whole_municipality(
    renderer: Renderer, language: str, words: str
) -> None:
    assert words in renderer.email("snow", language, places=0).text


def test_an_sms_names_four_places_and_an_email_all(renderer: Renderer) -> None:
    assert "ΣTO ΠANOPAMA, ΣTHN ΠYΛAIA KAI 2 AKOMH AΠO" in renderer.sms("snow", places=6)
    assert "in Chortiatis, Asvestochori, Panorama, Pylaia and 2 more" in renderer.sms(
        "snow", "en", places=6
    )
    assert "στο Φίλυρο και στην Εξοχή" in renderer.email("snow", places=6).text


def test_a_place_without_an_english_name_keeps_its_greek_one() -> None:
    assert Place("filyro", {"el": {"nominative": "Φίλυρο"}}).name("en", "accusative") == "Φίλυρο"
    assert Place("filyro", {}).name("en") == "filyro"


def test_an_sms_that_is_too_long_says_what_to_shorten(renderer: Renderer) -> None:
    with pytest.raises(
        TooLong, match=r"3 parts; 2 are allowed. Shorten 'advice' \(100 characters\), 'impact' \(60"
    ) as refusal:
        renderer.sms(
            "snow", places=3, advice="α" * 100, impact="β" * 60, link="https://www.city.gr/news"
        )

    assert "tocsin templates preview" in str(refusal.value)


def test_an_sms_that_is_too_long_names_the_costly_character(renderer: Renderer) -> None:
    with pytest.raises(TooLong, match="'☂' forces 70 characters a part"):
        renderer.sms("snow", advice="☂")


def test_an_extreme_warning_may_have_three_parts(own: OwnFolder) -> None:
    own.put("fog", {"sms.en.txt": "Fog. " * 80})

    measured = said(own, severity=Severity.EXTREME).measure
    assert measured is not None
    assert measured.parts == 3
    with pytest.raises(TooLong):
        said(own)


def test_a_template_may_keep_its_small_letters(own: OwnFolder) -> None:
    own.put("fog", {"sms.en.txt": "Ομίχλη έως\n\n{{ until|short }}"})

    words = said(own, sms_policy=SmsPolicy.UNICODE)

    assert words.text == "Ομίχλη έως Sun 13/9 08:00"
    assert words.measure is not None
    assert words.measure.encoding is SmsEncoding.UCS_2


def test_a_language_without_words_is_refused_by_name(renderer: Renderer) -> None:
    with pytest.raises(NoWording, match="'snow' is written in el, en, not in 'sq'"):
        renderer.sms("snow", "sq")


@pytest.mark.parametrize(
    "wording",
    [
        "{{ office.fax }}",
        "{{ labels.until }}",
        "{{ until }}",
        "{{ say.nothing }}",
        "{{ office.get('x') }}",
    ],
)
def test_an_unknown_slot_is_a_problem_of_its_file(own: OwnFolder, wording: str) -> None:
    own.put("fog", {"email.en.txt": f"Fog.\n{wording}"})

    with pytest.raises(BadWording, match=r"^fog/email\.en\.txt, line 2: "):
        said(own, Medium.EMAIL)


def test_a_wording_cannot_reach_behind_its_slots(own: OwnFolder) -> None:
    own.put("fog", {"sms.en.txt": "{{ office.__class__.__mro__ }}"})

    with pytest.raises(BadWording):
        said(own)


def test_a_number_is_written_as_the_language_writes_it(own: OwnFolder) -> None:
    own.put(
        "fog",
        {"sms.en.txt": "{{ depth }} cm"},
        "variables.depth = {kind = 'number', label = {en = 'Depth'}}",
    )
    template = Catalogue.load(own.path).find("fog")

    values = Values.from_canonical(template, {"depth": "1250.5"}, Municipality().zone)

    assert said(own, values=values).text == "1,250.5 cm"


@pytest.mark.parametrize(("colour", "ink"), [("#0b4f8a", "#ffffff"), ("#ffe27a", "#111111")])
def test_the_municipalitys_name_is_readable_on_its_colour(
    own: OwnFolder, colour: str, ink: str
) -> None:
    own.put("fog", {"email.en.html": '{% extends "layout.html" %}'})

    html = said(own, Medium.EMAIL, office=Municipality(colour=colour)).html

    assert f"background-color:{colour};color:{ink}" in html


def test_a_mail_without_a_link_to_leave_offers_none(own: OwnFolder) -> None:
    own.put("fog", {"email.en.html": '{% extends "layout.html" %}'})

    words = said(own, Medium.EMAIL)

    assert "open this link" not in words.text
    assert "Unsubscribe" not in words.html


def test_a_sentence_of_staff_ends_once(renderer: Renderer) -> None:
    assert "ΠAΓOΣ! MEINETE" in renderer.sms("snow", impact="Πάγος!")
    assert "ΠAΓOΣ. MEINETE" in renderer.sms("snow", impact="Πάγος.")


def test_a_date_far_ahead_is_said_with_its_year(renderer: Renderer) -> None:
    given = {"from": "13/9/2027 08:00", "until": "13/9/2027 20:00"}

    assert "13/9/2027 08:00-20:00" in renderer.sms("snow", places=3, **given)
    assert "From: Monday 13 September 2027, 08:00" in renderer.email("snow", "en", 3, **given).text
