"""`tocsin areas forms` and `tocsin areas change`: how messages say that something is in a zone."""

import json

import pytest

from tests.journeys.conftest import Installation

PEAK = {
    "code": "peak",
    "name_el": "Λυκαβηττός",
    "name_el_genitive": "Λυκαβηττού",
    "name_el_accusative": "Λυκαβηττό",
    "name_en": "Lykavittos",
}

PLAIN = {
    "code": "estia",
    "name_el": "Εστία",
    "name_el_genitive": "Εστίας",
    "name_el_accusative": "Εστία",
    "name_en": "Estia",
}


@pytest.fixture
def hilly(bare: Installation) -> Installation:
    """A municipality with a hill whose article nobody has looked at."""
    feature = {"type": "Feature", "geometry": None, "properties": PEAK}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (bare.home / "hill.geojson").write_text(content, "utf-8")
    return bare


def forms(office: Installation, *options: str) -> dict[str, str]:
    found = office.tocsin("areas", "forms", "--json", *options).rows
    return {f"{form['code']}.{form['language']}": f"{form['words']}" for form in found}


def test_an_import_says_what_a_person_should_look_at(hilly: Installation) -> None:
    file = str(hilly.home / "hill.geojson")
    told = hilly.tocsin("areas", "import", file).err
    again = hilly.tocsin("areas", "import", file, "--json").json

    assert "1 form may need another article («στον Λυκαβηττό»)" in told
    assert [form["origin"] for form in again["doubtful"]] == ["doubtful"]
    assert forms(hilly, "--doubtful") == {"peak.el": "στον Λυκαβηττό"}
    assert forms(hilly)["chortiatis.el"] == "στον Χορτιάτη"


def test_a_clerk_says_that_a_proposal_is_right(hilly: Installation) -> None:
    hilly.tocsin("areas", "import", str(hilly.home / "hill.geojson"))
    hilly.tocsin("areas", "change", "peak", "--as-proposed", "--en", "on Lykavittos Hill")

    assert hilly.tocsin("areas", "forms", "--doubtful").out == "Nothing is doubtful.\n"
    assert forms(hilly)["peak.en"] == "on Lykavittos Hill"
    assert "«" not in hilly.tocsin("areas", "list").out


def test_a_change_without_words_says_what_to_write(hilly: Installation) -> None:
    silent = hilly.tocsin("areas", "change", "exochi", code=2)
    wrong = hilly.tocsin("areas", "change", "exochi", "--el", "την Εξοχή", code=1)

    assert "--el, --en or --as-proposed" in silent.err
    assert "'την Εξοχή' does not begin with στο" in wrong.err
    assert forms(hilly)["exochi.el"] == "στην Εξοχή"


def test_a_form_that_grammar_has_otherwise_is_told(hilly: Installation) -> None:
    wrong = hilly.tocsin("areas", "change", "panorama", "--el", "στη Πανόραμα")
    right = hilly.tocsin("areas", "change", "panorama", "--el", "στο Πανόραμα")

    assert 'by grammar it is «στο Πανόραμα»: tocsin areas change panorama --el "στο' in wrong.err
    assert "grammar" not in right.err


def test_an_import_tells_forms_that_grammar_has_otherwise(bare: Installation) -> None:
    written = PLAIN | {"name_el_in": "στη Εστία"}
    feature = {"type": "Feature", "geometry": None, "properties": written}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (bare.home / "hearth.geojson").write_text(content, "utf-8")

    told = bare.tocsin("areas", "import", str(bare.home / "hearth.geojson"), "--dry-run")

    assert "by grammar it is «στην Εστία»" in told.err


def test_a_zone_that_is_unknown_is_sought_among_the_forms(hilly: Installation) -> None:
    refused = hilly.tocsin("areas", "change", "nowhere", "--el", "στην Εξοχή", code=2)

    assert "`tocsin areas forms` lists each by its code" in refused.err


def test_a_message_says_a_place_as_it_was_written_down(hilly: Installation) -> None:
    hilly.tocsin("areas", "change", "exochi", "--el", "στον οικισμό Εξοχή")
    times = ("--set", "from=tomorrow 20:00", "--set", "until=tomorrow 23:00")

    words = hilly.tocsin(
        "send", "snow", "--area", "exochi", *times, "--dry-run", "--json", code=4
    ).json

    usual = [each for each in words["wordings"] if each["letters"] == "usual"]
    said = {f"{each['medium']}.{each['language']}": each["text"] for each in usual}
    assert "χιονόπτωση στον οικισμό Εξοχή" in said["email.el"]
    assert "ΣTON OIKIΣMO EΞOXH" in said["sms.el"]
