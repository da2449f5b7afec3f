"""An alert goes out, and can be taken back, whatever lies in the office's folder of templates, and
in whatever languages."""

import re
from dataclasses import replace
from pathlib import Path
from shutil import copy, copytree

import pytest

from alerts import CorrectionKind, find_alert
from alerts.corrections import CorrectionRequest, prepare_correction
from alerts.public_numbers import EXAMPLE
from runtime import Municipality
from templates import Catalogue
from templates.folders import LIBRARY
from tests.alerts.conftest import Town
from tests.templates.stray_files import leave_all


def translate(name: str, folder: Path) -> None:
    """Put a template into an office's folder with a third language, whose words are those of
    English."""
    own = folder / name
    copytree(LIBRARY / name, own)
    shared = (*LIBRARY.glob("footer.en.*"), *LIBRARY.glob("*.en.toml"))
    for path in (*own.glob("*.en.*"), *shared):
        there = own if path.parent == own else folder
        copy(path, there / path.name.replace(".en.", ".sq."))
    settings = (own / "template.toml").read_text("utf-8")
    (own / "template.toml").write_text(
        re.sub(r'\ben = ("[^"]*")', r"en = \1, sq = \1", settings), "utf-8"
    )


def using(town: Town, folder: Path) -> Town:
    """The town, whose office has this folder."""
    return replace(
        town, office=replace(town.office, catalogue=Catalogue.load(folder, Municipality()))
    )


def withdrawal(town: Town, number: int) -> set[str]:
    """The languages in which an alert is taken back."""
    wish = CorrectionRequest(CorrectionKind.CANCEL, {"situation": "checking"})
    with town.database.reading() as session:
        found = prepare_correction(
            session, find_alert(session, str(number)), wish, town.office, now=town.now
        )
    return {words.language for words in found.draft.words}


def test_a_shipped_template_is_sent_whatever_lies_in_the_folder(town: Town, tmp_path: Path) -> None:
    town.resident("+306900000001")
    meant = town.composes(town.request(), EXAMPLE).words
    leave_all(tmp_path)
    littered = using(town, tmp_path)

    issued = littered.issues(littered.request())

    assert littered.composes(littered.request(), EXAMPLE).words == meant
    assert issued.alert.recipients == 1
    assert withdrawal(littered, issued.alert.id or 0) == {"el", "en"}


@pytest.mark.parametrize("name", ["snow", "power_cut", "drill"])
def test_a_correction_in_a_third_language_disables_nothing(
    town: Town, tmp_path: Path, name: str
) -> None:
    town.resident("+306900000001")
    translate("false_alarm", tmp_path)
    office = using(town, tmp_path)

    issued = office.issues(office.request(name))

    assert office.office.catalogue.all_faults() == []
    assert withdrawal(office, issued.alert.id or 0) == {"el", "en"}


def test_a_template_in_a_third_language_is_corrected_in_two(town: Town, tmp_path: Path) -> None:
    town.resident("+306900000001", language="sq")
    translate("snow", tmp_path)
    office = using(town, tmp_path)

    issued = office.issues(office.request())

    assert {words.language for words in office.composes(office.request()).words} == {
        "el",
        "en",
        "sq",
    }
    assert withdrawal(office, issued.alert.id or 0) == {"el", "en"}


def test_a_correction_with_the_third_language_is_sent_in_all(town: Town, tmp_path: Path) -> None:
    town.resident("+306900000001", language="sq")
    for name in ("snow", "false_alarm"):
        translate(name, tmp_path)
    office = using(town, tmp_path)

    issued = office.issues(office.request())

    assert withdrawal(office, issued.alert.id or 0) == {"el", "en", "sq"}
