"""The journey of an SMS in normal Greek letters: staff note the wish, and the phone gets it."""

from tests.journeys.conftest import Installation
from tests.journeys.test_backup_and_restore import restored
from tests.journeys.test_one_alert import ANA

BEN = {"name": "Βασίλης", "phone": "+306900000002"}


def test_staff_note_the_wish_and_the_phone_gets_it(installation: Installation) -> None:
    installation.residents(ANA, BEN)
    installation.tocsin("residents", "change", "1", "--normal-letters")

    looked = installation.snow("--all", "--dry-run", "--full").err
    report = installation.snow("--all", "--yes", "--expect", "2", "--json").json

    bodies = {line["to"]: line["body"] for line in installation.received()}
    assert "ΧΙΟΝΟΠΤΩΣΗ" in bodies[ANA["phone"]]
    assert "XIONOΠTΩΣH" in bodies[BEN["phone"]]
    assert "Μείνετε σπίτι" in looked
    assert "in normal Greek letters" in looked
    assert (report["messages"], report["by_letters"]) == (2, {"unicode": 1, "usual": 1})


def test_a_wish_is_shown_found_and_taken_back(bare: Installation) -> None:
    consent = ("--consent-source", "desk", "--consent-at", "2026-01-02")
    bare.tocsin("residents", "add", "--phone", ANA["phone"], "--normal-letters", *consent)

    shown = bare.tocsin("residents", "show", "1").out
    found = bare.tocsin("residents", "find", ANA["phone"]).out
    bare.tocsin("residents", "change", "1", "--capitals")

    assert "SMS in normal Greek letters" in shown
    assert "sms (normal letters)" in found
    assert bare.tocsin("residents", "show", "1", "--json").json["normal_letters"] is False


def test_templates_say_the_parts_of_normal_letters(bare: Installation) -> None:
    checked = bare.tocsin("templates", "check", "snow")
    preview = bare.tocsin("templates", "preview", "snow", "--lang", "el")

    assert "in normal letters" in checked.out + checked.err
    assert "in normal Greek letters, for those who asked for them" in preview.err
    assert "Μείνετε σπίτι" in preview.out


def test_a_backup_brings_the_wish_back(bare: Installation) -> None:
    bare.residents(ANA)
    bare.tocsin("residents", "change", "1", "--normal-letters")
    file, folder = bare.home.parent / "kept.tocsin", bare.home.parent / "there"
    bare.tocsin("backup", str(file))

    there = restored(bare, folder, file)

    assert there.tocsin("residents", "show", "1", "--json").json["normal_letters"] is True
