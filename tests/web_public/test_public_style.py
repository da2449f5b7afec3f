"""Every level can be told from the paper, and one page shows all parts while they are worked on."""

import re
from pathlib import Path

import pytest

import web
from tests.web_public.conftest import Opener, Pages
from web.public.colours import DARK, LIGHT, contrast

STYLE = Path(web.__file__).parent / "public" / "static" / "pages.css"
NIGHT = "@media(prefers-color-scheme:dark)"
TONE = re.compile(r"\.(alert|tone-\w+)\{([^}]*--(?:tone|bar)[^}]*)\}")


@pytest.mark.parametrize(("night", "grounds"), [(False, LIGHT[:2]), (True, DARK[:2])])
def test_every_level_stands_off_what_it_lies_on(night: bool, grounds: tuple[str, ...]) -> None:
    bars = _levels(night=night)

    assert len(bars) == 4
    for level, (bar, tone, ink) in bars.items():
        assert min(contrast(bar, ground) for ground in grounds) >= 3, level
        assert contrast(tone, ink) >= 4.5, level


def _levels(*, night: bool) -> dict[str, tuple[str, str, str]]:
    """The bar, badge and ink of each level; by night only the bars differ."""
    day, _, rest = STYLE.read_text("utf-8").partition(f"{NIGHT}{{.alert")
    found = {level: _colours(rule) for level, rule in TONE.findall(day)}
    dark = {level: _colours(rule) for level, rule in TONE.findall(f".alert{rest}")} if night else {}
    return {
        level: (
            {**each, **dark.get(level, {})}.get("bar", each["tone"]),
            each["tone"],
            each["tone-ink"],
        )
        for level, each in found.items()
    }


def _colours(rule: str) -> dict[str, str]:
    """The colours of a rule by name, `#fff` written out."""
    found = re.findall(r"--([\w-]+):#(\w+)", rule)
    return {name: f"#{each if len(each) == 6 else each[0] * 6}" for name, each in found}


def test_the_style_page_is_there_until_the_pages_go_public(quick_opener: Opener) -> None:
    assert quick_opener(public_base_url="").get("/style").status_code == 200


def test_the_style_page_is_gone_in_earnest(quick_pages: Pages) -> None:
    assert quick_pages.get("/style").status_code == 404
