"""At the terminal, too, residents get everything that is kept of them, or have it erased."""

import json

import pytest

from tests.journeys.conftest import ROOT, Installation
from tests.journeys.terminal import at_terminal

ADDING = (
    "residents",
    "add",
    "--name",
    "Άννα Δοκιμή",
    "--email",
    "anna@example.gr",
    "--consent-source",
    "form",
    "--consent-at",
    "31/3/2026",
)
ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}


@pytest.fixture
def town(bare: Installation) -> Installation:
    bare.tocsin("areas", "import", str(ROOT / "examples" / "municipality.geojson"))
    return bare


def test_staff_give_out_everything_that_is_kept_of_a_resident(bare: Installation) -> None:
    bare.residents(ANA)

    document = json.loads(bare.tocsin("residents", "export", "1", "--json").out)

    assert (document["name"], document["contacts"][0]["address"]) == (ANA["name"], ANA["phone"])
    assert ANA["phone"] in bare.tocsin("residents", "export", "1").out


def test_a_resident_is_erased_only_after_a_confirmation(bare: Installation) -> None:
    bare.residents(ANA)

    assert "--yes" in bare.tocsin("residents", "erase", "1", code=2).err
    assert bare.tocsin("residents", "erase", "1", "--yes").code == 0

    assert json.loads(bare.tocsin("residents", "show", "1", "--json").out)["name"] == ""
    assert ANA["phone"] not in bare.tocsin("residents", "show", "1").out
    assert "erased" in bare.tocsin("residents", "find", ANA["phone"]).out


def test_a_person_who_erases_sees_whom(bare: Installation) -> None:
    bare.residents(ANA)

    code, seen = at_terminal(bare, ("residents", "erase", "1"), {"to erase for good": "no"})

    assert code == 2
    assert "resident 1, Άννα Δοκιμή, +3069••••001" in " ".join(seen.split())
    assert "Nothing was erased." in seen


def test_a_list_of_residents_shows_area_and_medium(town: Installation) -> None:
    town.tocsin(*ADDING, "--area", "panorama,pylaia")

    line = town.tocsin("residents", "find", "Άννα").out.splitlines()[-1]
    document = json.loads(town.tocsin("residents", "find", "Άννα", "--json").out)

    assert "panorama, pylaia" in line
    assert "email" in line
    assert (document[0]["zones"], document[0]["media"]) == (["panorama", "pylaia"], ["email"])


def test_the_old_name_of_an_option_is_understood_and_told(town: Installation) -> None:
    added = town.tocsin(*ADDING, "--zone", "panorama")

    assert "--zone is called --area now" in added.err
    assert json.loads(town.tocsin("residents", "show", "1", "--json").out)["zones"] == ["panorama"]
