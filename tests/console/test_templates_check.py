"""`tocsin templates list` and `check`: what is broken, each SMS with its length, and what makes it
dearer."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

import cli
from console.alerts.template_check import check_templates
from runtime import Municipality
from templates import Catalogue
from templates import catalogue as shipped

NOW = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)
# Both nights on which clocks change, and the last hour of the year.
NIGHTS = tuple(
    datetime(2026, month, day, hour, 30, tzinfo=UTC)
    for month, day, hour in ((3, 29, 0), (10, 25, 0), (12, 31, 21))
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A home whose own snow template was written with a snowflake."""
    folder = tmp_path / "templates" / "snow"
    copytree(Path(shipped.__file__).parent / "library" / "snow", folder)
    words = folder / "sms.en.txt"
    words.write_text(words.read_text("utf-8").replace("SNOW", "SNOW ❄"), "utf-8")
    return tmp_path


def test_a_list_for_programs_has_what_is_broken_too(own: Path) -> None:
    (own / "templates" / "sinkhole").mkdir()
    for name in ("sinkhole", "snow"):
        (own / "templates" / name / "template.toml").write_text("title =", "utf-8")

    shown = json.loads(
        CliRunner().invoke(cli.app, ["--home", str(own), "templates", "list", "--json"]).stdout
    )

    told = {each["name"]: (each["usable"], len(each["faults"])) for each in shown}
    assert (told.pop("snow"), told.pop("sinkhole")) == ((True, 1), (False, 1))
    assert set(told.values()) == {(True, 0)}


def test_every_shipped_sms_needs_nothing_at_any_hour() -> None:
    catalogue = Catalogue.load(None)
    hours = (NOW + timedelta(hours=hour, minutes=7) for hour in range(0, 24, 4))

    found = [
        each
        for now in (*hours, *NIGHTS)
        for each in check_templates(catalogue, [], Municipality(), now=now)
    ]

    assert found
    assert [each.row() for each in found if each.remarks] == []


def test_a_character_that_makes_a_text_too_long_is_named(own: Path) -> None:
    catalogue = Catalogue.load(own / "templates")

    greek, english = check_templates(catalogue, ["snow"], Municipality(), now=NOW)

    assert greek.remarks == ()
    assert english.measure is None
    assert any("'❄' at character" in each and "leave it out" in each for each in english.remarks)


def test_a_character_that_doubles_the_price_is_named(own: Path) -> None:
    (own / "templates" / "snow" / "sms.en.txt").write_text("SNOW ❄ {{ impact|sentence }}", "utf-8")

    _, english = check_templates(
        Catalogue.load(own / "templates"), ["snow"], Municipality(), now=NOW
    )

    assert english.measure is not None
    assert english.measure.forced_by == "❄"
    assert english.remarks == ("'❄' at character 6 (SNOW ❄ Slippery...): leave it out.",)


def test_the_command_fails_until_the_files_are_mended(own: Path) -> None:
    ended = CliRunner().invoke(cli.app, ["--home", str(own), "templates", "check", "snow"])

    assert ended.exit_code == 1
    assert "1 thing is to be mended." in ended.stderr
