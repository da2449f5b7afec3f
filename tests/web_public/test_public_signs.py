"""Every sign is drawn and has a name, and an alert has the sign of its kind."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import web
from alerts.publishing import PublicAlert
from templates import Topic
from tests.web_public.conftest import Pages, until
from tests.web_public.warned import issue
from web.public.languages import page_translators
from web.public.signs import SIGNS, sign_of

ROOM = Path(web.__file__).parent / "public"
SHAPE = re.compile(r'^"(\w+)": "[Mm][\d\sA-Za-z.,-]+",$', re.MULTILINE)
NOW = datetime(2031, 1, 12, tzinfo=UTC)
SNOW = PublicAlert(
    number=1,
    public_number="7K3QD",
    identifier="1",
    template="snow",
    topics=frozenset({Topic.WEATHER}),
    event="snow",
    hazard="",
    severity="Moderate",
    urgency="Expected",
    certainty="Likely",
    title={},
    areas=(),
    words={},
    onset=None,
    issued_at=NOW,
    expires_at=NOW,
    live=True,
)


def test_every_sign_has_a_shape_and_a_name() -> None:
    drawn = SHAPE.findall((ROOM / "pages" / "signs.html").read_text("utf-8"))

    assert sorted(drawn) == sorted(SIGNS)
    assert all(name in page_translators()["el"].words for name in SIGNS.values())


@pytest.mark.parametrize(
    ("template", "hazard", "event", "severity", "sign"),
    [
        ("snow", "", "snow", "Moderate", "snow"),
        ("extreme_weather", "heat", "storm", "Severe", "heat"),
        ("extreme_weather", "", "storm", "Severe", "storm"),
        ("power_cut", "", "power outage", "Minor", "power"),
        ("municipal_event", "", "public event", "Minor", "event"),
        ("all_clear", "", "all clear", "Minor", "over"),
        ("own", "", "Wildfire", "Extreme", "fire"),
        ("own", "", "gas leak", "Extreme", "warning"),
        ("own", "", "market day", "Minor", "info"),
    ],
)
def test_a_sign_says_what_kind_of_danger_it_is(
    template: str, hazard: str, event: str, severity: str, sign: str
) -> None:
    alert = replace(SNOW, template=template, hazard=hazard, event=event, severity=severity)

    assert sign_of(alert) == sign


def test_a_chosen_hazard_stands_on_the_card_with_its_sign(quick_pages: Pages) -> None:
    issue(quick_pages, "extreme_weather", hazard="heat")
    until(lambda: "tone-severe" in quick_pages.get("/").text)

    page = quick_pages.get("/?lang=en").text

    assert page.count('<symbol id="sign-') == 1
    assert '<title>Heatwave</title><use href="#sign-heat"/>' in page
