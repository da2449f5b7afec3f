"""Every setting, command, option, problem and route is in the docs, and nothing stands there that
is not."""

from types import ModuleType

import pytest

from runtime import Exit
from runtime.config.reading import NOT_SETTINGS
from tests.house import commands_page, problems_page, routes_page, written_settings
from tests.house.written_settings import explained, settings, told

EXPLAINED = explained()
SETTINGS = [(section, name, field) for section, name, field in settings()]


@pytest.mark.parametrize("made", [commands_page, problems_page, routes_page])
def test_a_page_made_from_the_code_is_current(made: ModuleType) -> None:
    assert made.PAGE.read_text("utf-8") == made.page(), f"python -m {made.__name__}"


def test_every_exit_code_is_explained() -> None:
    written = (written_settings.PAGE.parent / "json.md").read_text("utf-8")

    assert [code for code in Exit if f"\n| {code.value} | " not in written] == []


def test_every_setting_is_explained() -> None:
    assert len(SETTINGS) > 80
    assert [
        (section, name) for section, name, _ in SETTINGS if name not in EXPLAINED.get(section, {})
    ] == []


def test_every_setting_that_is_explained_exists() -> None:
    known = {(section, name) for section, name, _ in SETTINGS}
    sections = {section for section, _ in known}

    written = {(section, name) for section in sections for name in EXPLAINED[section]}
    assert written - known == set()
    assert {each for each in EXPLAINED if "[" in each} - sections == set()


def test_every_variable_that_is_no_setting_is_explained() -> None:
    written = written_settings.PAGE.read_text("utf-8")

    assert [name for name in NOT_SETTINGS if f"`{name}`" not in written] == []


def test_every_default_is_told() -> None:
    wrong = [
        (section, name, words)
        for section, name, field in SETTINGS
        if field is not None
        for words in told(field.default)
        if words not in EXPLAINED[section][name]
    ]

    assert wrong == []
