"""Whatever lies in the office's folder, the shipped templates stay as they are, and every fault is
told."""

from pathlib import Path
from shutil import copytree

import pytest

from templates import BrokenTemplate, Catalogue
from templates.catalogue import _Read
from templates.folders import LIBRARY
from tests.templates.stray_files import STRAYS, leave, leave_all

SHIPPED = Catalogue.load(None)
TEMPLATES = {template.name: template for template in SHIPPED.all()}
FRENCH = {"el": "fr", "en": "fr"}


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.mark.parametrize("stray", STRAYS)
def test_a_stray_file_changes_no_shipped_template_and_is_told(tmp_path: Path, stray: str) -> None:
    leave(STRAYS[stray], tmp_path)
    catalogue = Catalogue.load(tmp_path)
    folder = STRAYS[stray].path.split("/")[0]
    touched = folder if folder in TEMPLATES else "snow"

    assert catalogue.find(touched) == TEMPLATES[touched]

    told = catalogue.faults.get(touched, ())
    assert STRAYS[stray].told in told if STRAYS[stray].told else told == ()


@pytest.mark.slow
def test_many_stray_files_change_no_shipped_template_and_are_told(tmp_path: Path) -> None:
    leave_all(tmp_path)
    catalogue = Catalogue.load(tmp_path)

    assert {template.name: template for template in catalogue.all()} == TEMPLATES
    assert {stray.told for stray in STRAYS.values() if stray.told} <= set(catalogue.all_faults())
    assert catalogue.broken == {}


def test_files_of_no_known_name_are_named_as_unread(tmp_path: Path) -> None:
    leave_all(tmp_path)

    assert Catalogue.load(tmp_path).unread == (
        "email.fr.txt",
        "layout (1).html",
        "notes.txt",
        "phrases.toml",
        "photos/",
        "snow/notes.txt",
    )


def test_an_unreadable_folder_is_told_and_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("not a folder")
    catalogue = Catalogue.load(tmp_path / "templates")

    assert catalogue.find("snow") == TEMPLATES["snow"]
    assert catalogue.all_faults() == ["templates cannot be read (Not a directory)."]


def test_an_office_overrides_a_single_file(tmp_path: Path) -> None:
    put(tmp_path, **{"snow/sms.el.txt": "{{ office.sms_name }}: ΧΙΟΝΙ."})
    found, shipped = Catalogue.load(tmp_path).find("snow"), TEMPLATES["snow"]

    assert found.files["sms.el.txt"] == "{{ office.sms_name }}: ΧΙΟΝΙ."
    assert {**found.files, "sms.el.txt": ""} == {**shipped.files, "sms.el.txt": ""}


def test_an_office_overrides_the_definition_alone(tmp_path: Path) -> None:
    settings = (LIBRARY / "snow" / "template.toml").read_text("utf-8")
    put(tmp_path, **{"snow/template.toml": settings.replace('"12h"', '"6h"')})
    found = Catalogue.load(tmp_path).find("snow")

    assert (found.expiry.total_seconds(), found.files) == (6 * 3600, TEMPLATES["snow"].files)


def test_a_byte_order_mark_is_no_word(tmp_path: Path) -> None:
    for name in ("template.toml", "sms.el.txt"):
        words = (LIBRARY / "snow" / name).read_text("utf-8")
        put(tmp_path, **{f"snow/{name}": f"\ufeff{words}"})
    catalogue = Catalogue.load(tmp_path)

    assert (catalogue.find("snow"), catalogue.all_faults()) == (TEMPLATES["snow"], [])


def test_a_file_that_a_wording_names_is_read(tmp_path: Path) -> None:
    put(
        tmp_path,
        **{"snow/sms.el.txt": "{% include 'roads.el.txt' %}", "snow/roads.el.txt": "ΔΡΟΜΟΙ"},
    )
    catalogue = Catalogue.load(tmp_path)

    assert (catalogue.find("snow").files["roads.el.txt"], catalogue.unread) == ("ΔΡΟΜΟΙ", ())


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    put(tmp_path, **{"drill/sms.el.txt": "{{ office.sms_name }}: ΑΣΚΗΣΗ."})
    (tmp_path / "snow").mkdir()
    (tmp_path / "snow" / "sms.el.txt").symlink_to("../drill/sms.el.txt")

    assert (
        Catalogue.load(tmp_path).find("snow").files["sms.el.txt"]
        == "{{ office.sms_name }}: ΑΣΚΗΣΗ."
    )


def test_all_faults_of_one_file_are_told_at_once(tmp_path: Path) -> None:
    put(tmp_path, **{"snow/sms.el.txt": "{{ a }}\n{{ b|x }}.\n}}"})

    assert Catalogue.load(tmp_path).faults["snow"] == (
        "snow/sms.el.txt, line 1: 'a' is no variable of this template.",
        "snow/sms.el.txt, line 2: 'b' is no variable of this template.",
        "snow/sms.el.txt, line 2: there is no filter 'x'.",
        "snow/sms.el.txt, line 2: a brace is left over.",
    )


def test_an_own_template_loses_only_the_language_at_fault(tmp_path: Path) -> None:
    copytree(LIBRARY / "snow", tmp_path / "frost")
    put(tmp_path, **{"frost/sms.en.txt": "{{ 1/0 }}"})
    catalogue = Catalogue.load(tmp_path)

    assert catalogue.find("frost").languages() == ("el",)
    assert catalogue.faults["frost"] == ("frost/sms.en.txt, line 1: it divides by zero.",)


def test_an_own_template_without_good_greek_is_broken(tmp_path: Path) -> None:
    copytree(LIBRARY / "snow", tmp_path / "frost")
    put(tmp_path, **{"frost/sms.el.txt": "{{ 1/0 }}"})

    with pytest.raises(
        BrokenTemplate, match=r"^frost/sms\.el\.txt, line 1: it divides by zero\. Put"
    ):
        Catalogue.load(tmp_path).find("frost")


def test_a_template_is_read_only_when_it_is_asked_for(tmp_path: Path) -> None:
    leave_all(tmp_path)
    catalogue = Catalogue.load(tmp_path)
    catalogue.find("snow")

    assert isinstance(catalogue.good, _Read)
    assert list(catalogue.good.proved._readings) == ["snow"]
