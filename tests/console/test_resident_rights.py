"""At the terminal, too, residents get everything that is kept of them, or have it erased."""

import json

from tests.journeys.conftest import Installation

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}


def test_staff_give_out_everything_that_is_kept_of_a_resident(bare: Installation) -> None:
    bare.residents(ANA)

    document = json.loads(bare.tocsin("residents", "export", "1", "--json").out)

    assert (document["name"], document["contacts"][0]["address"]) == (ANA["name"], ANA["phone"])
    assert ANA["phone"] in bare.tocsin("residents", "export", "1").out


def test_nobody_is_erased_without_being_asked_twice(bare: Installation) -> None:
    bare.residents(ANA)

    assert "--yes" in bare.tocsin("residents", "erase", "1", code=2).err
    assert bare.tocsin("residents", "erase", "1", "--yes").code == 0

    assert json.loads(bare.tocsin("residents", "show", "1", "--json").out)["name"] == ""
    assert ANA["phone"] not in bare.tocsin("residents", "show", "1").out
    assert "erased" in bare.tocsin("residents", "find", ANA["phone"]).out
