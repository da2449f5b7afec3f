"""Whatever is sent, 80 x 24 hold what whoever types the number must see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from textwrap import wrap
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from alerts.audience import EarlierAlert, Forecast
from alerts.audience.forecasts import ForecastGroup
from channels import Letters, Medium, PartLimits, Variant, Wording
from console.terminal.last_screen import ASKING, HEIGHT, LastScreen
from console.terminal.preview import show_forecast
from console.terminal.screen_words import WIDTH
from runtime import Municipality
from templates import Catalogue, fill_examples, read_values, render_words

NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
TOWN = Municipality()
SHIPPED = Catalogue.load(Path("nowhere"))
LONG_NAMES = tuple(f"Νέα Κοινότητα Αγίου Παντελεήμονα {number}" for number in range(1, 31))
NOTES = (
    "It corrects alert 1234: extreme_weather, issued 26/11 18:00 to 123,456 recipients, 234,567 messages.",
    "  123,456 got it, 12,345 may have got it: 123,333 of them are told now",
    "  12,345 heard that it concerns them no more, 123 have left: they get nothing",
    "  1,234 on its way: whoever gets it is told then",
    "  12,345 waiting: for the new text only",
)
MANY = Forecast(
    recipients=123_456,
    groups=tuple(
        ForecastGroup(medium, language, language, 123_456, 246_912)
        for medium in Medium
        for language in ("el", "en")
    ),
    areas={},
    cost=12_345.67,
    minutes={Medium.SMS: 1234.0, Medium.EMAIL: None},
    people=(),
    waiting=12_345,
)


def _screen(
    wordings: tuple[Wording, ...], notes: tuple[str, ...] = (), expected: Forecast = MANY
) -> list[str]:
    head = LastScreen.heading(
        "LIVE ALERT  (TRIAL, reaches nobody: email)", "Extreme", "extreme_weather"
    )
    since, until = NOW, NOW + timedelta(days=1)
    lines = LastScreen(head, LONG_NAMES, since, until, wordings, expected, notes).lines(
        TOWN, "el", now=NOW
    )
    return [part for line in lines for part in wrap(line, WIDTH) or [""]]


@pytest.mark.parametrize("name", [template.name for template in SHIPPED.all()])
def test_the_last_screen_of_each_template_fits(name: str) -> None:
    template = SHIPPED.find(name)
    values = read_values(
        template, fill_examples(template, {}), now=NOW, zone=ZoneInfo("Europe/Athens")
    )
    texts = [
        render_words(
            template,
            values,
            places=(),
            office=TOWN,
            medium=medium,
            language=language,
            limits=PartLimits(),
        )
        for medium in Medium
        for language in template.languages()
    ]
    wordings = tuple(
        Wording(0, each.medium, each.language, each.text, each.subject) for each in texts
    )
    sms = next(each.text for each in texts if each.medium is Medium.SMS and each.language == "el")

    lines = _screen(wordings, NOTES)

    assert len(lines) + ASKING <= HEIGHT
    assert "".join(sms.split()) in "".join("".join(lines).split())


def test_the_longest_text_message_fits_whole() -> None:
    parts = max(template.max_parts for template in SHIPPED.all())
    text = "ΧΙΟΝΟΠΤΩΣΗ " * (parts * PartLimits().gsm7_chained // 11)
    wordings = (Wording(0, Medium.SMS, "el", text.strip(), parts=parts),)

    lines = _screen(wordings)

    assert len(lines) + ASKING <= HEIGHT
    assert "".join(lines).count("ΧΙΟΝΟΠΤΩΣΗ") == text.count("ΧΙΟΝΟΠΤΩΣΗ")


def test_a_forecast_says_in_which_area_each_person_counts() -> None:
    screen = StringIO()

    several = replace(MANY, areas={"exochi": 2}, also_in={"panorama": 1})
    show_forecast(Console(file=screen, width=200), several, TOWN)

    assert (
        "each person counts once, in the first of their areas; also in: panorama 1"
        in screen.getvalue()
    )


def test_the_last_screen_names_times_people_and_cost() -> None:
    wordings = (
        Wording(0, Medium.SMS, "en", "SNOW"),
        Wording(0, Medium.SMS, "el", "ΧΙΟΝΙ"),
        Wording(0, Medium.SMS, "el", "ΔΕΝ ΑΦΟΡΑ", variant=Variant.RELEASED),
    )

    screen = "\n".join(_screen(wordings))

    assert "from Thu 26/11/2026 20:00 (now) until Fri 27/11/2026 20:00" in screen
    assert "123,456 people: SMS 246,912, e-mail 246,912" in screen
    assert "cost 12,345.67 EUR; SMS 21 hours" in screen
    assert "  ΧΙΟΝΙ" in screen
    assert "also: SMS in 'en', the words for those whom it concerns no more" in screen
    assert "Παντελεήμονα 20 and 10 more" in screen


def test_a_screen_says_that_the_same_was_sent_lately() -> None:
    before = EarlierAlert(1234, NOW - timedelta(hours=10), 123_456)
    words = (Wording(0, Medium.SMS, "el", "ΧΙΟΝΟΠΤΩΣΗ " * 41, parts=3),)
    expected, preview = replace(MANY, sent_before=before), StringIO()

    lines = _screen(words, expected=expected)
    show_forecast(Console(file=preview, width=200), expected, TOWN)

    told = "The same words went to the same places on Thu 26/11 10:00: alert 1234, 123,456 people."
    assert told in " ".join(lines[-2:])
    assert told in preview.getvalue()
    assert len(lines) + ASKING <= HEIGHT


def test_a_screen_names_texts_in_foreign_letters() -> None:
    words = (Wording(0, Medium.SMS, "el", "ΧΙΟΝΟΠΤΩΣΗ " * 41, parts=3),)

    lines = _screen(words, expected=replace(MANY, foreign=("impact.en",)))

    told = "Whoever reads 'en' gets the words of 'impact' in other letters: --set impact.en="
    assert told in " ".join(lines[-2:])
    assert len(lines) + ASKING <= HEIGHT


@pytest.mark.parametrize("outside", [0, 1, 1_234])
def test_the_last_screen_counts_those_whom_an_update_releases(outside: int) -> None:
    kinds = [(medium, language) for medium in Medium for language in ("el", "en")]
    wordings = tuple(
        Wording(
            0,
            medium,
            language,
            "ΧΙΟΝΙ " * 51 if variant is Variant.MAIN else "ΔΕΝ ΑΦΟΡΑ",
            variant=variant,
        )
        for variant in Variant
        for medium, language in kinds
    )
    released = ForecastGroup(Medium.SMS, "el", "el", outside, outside, Variant.RELEASED)
    expected = replace(MANY, groups=(*MANY.groups, released), outside=outside)

    lines = _screen(wordings, NOTES, expected)

    told = {
        1: ["1 of them reads that it concerns them no more"],
        1_234: ["1,234 of them read that it concerns them no more"],
    }
    assert [line for line in lines if "of them read" in line] == told.get(outside, [])
    assert len(lines) + ASKING <= HEIGHT


def test_an_update_without_released_words_counts_nobody_released() -> None:
    lines = _screen((Wording(0, Medium.SMS, "el", "ΧΙΟΝΙ"),), NOTES, replace(MANY, outside=1_234))

    assert not any("of them read" in line for line in lines)


def test_a_mail_alone_shows_its_subject_and_first_lines() -> None:
    mail = Wording(
        0, Medium.EMAIL, "el", "\n".join(f"γραμμή {line}" for line in range(60)), "Χιόνι"
    )

    screen = _screen((mail,))

    assert "  Χιόνι" in screen
    assert len(screen) + ASKING <= HEIGHT


def test_the_last_screen_counts_sms_in_normal_letters() -> None:
    words = tuple(
        Wording(0, Medium.SMS, "el", text, parts=parts, letters=letters)
        for letters, text, parts in (
            (Letters.USUAL, "XIONOΠTΩΣH", 1),
            (Letters.UNICODE, "Χιονόπτωση", 3),
        )
    )
    few = ForecastGroup(Medium.SMS, "el", "el", 5, 15, letters=Letters.UNICODE)
    expected, preview = replace(MANY, groups=(*MANY.groups, few)), StringIO()

    screen = " ".join(_screen(words, expected=expected))
    show_forecast(Console(file=preview, width=200), expected, TOWN)

    assert "SMS 246,917 (5 in normal Greek letters: 15 parts), e-mail 246,912" in screen
    assert ("XIONOΠTΩΣH" in screen, "also:" in screen) == (True, False)
    assert "5 messages 15 parts in normal Greek letters" in " ".join(preview.getvalue().split())
