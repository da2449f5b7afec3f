"""The article of a Greek place, by how its name is declined; the preposition of an English one."""

import json
from pathlib import Path

import pytest

from runtime.articles import Proposal, as_object, correct_in, fits_in, propose_in

EXAMPLES = Path(__file__).parents[2] / "examples" / "municipality.geojson"


def declined(nominative: str, genitive: str, accusative: str) -> dict[str, str]:
    return {"nominative": nominative, "genitive": genitive, "accusative": accusative}


@pytest.mark.parametrize(
    ("nominative", "genitive", "accusative", "said"),
    [
        ("Χορτιάτης", "Χορτιάτη", "Χορτιάτη", "στον Χορτιάτη"),
        ("Πειραιάς", "Πειραιά", "Πειραιά", "στον Πειραιά"),
        ("Εύοσμος", "Ευόσμου", "Εύοσμο", "στον Εύοσμο"),
        ("Άγιος Βασίλειος", "Αγίου Βασιλείου", "Άγιο Βασίλειο", "στον Άγιο Βασίλειο"),
        ("Εξοχή", "Εξοχής", "Εξοχή", "στην Εξοχή"),
        ("Πυλαία", "Πυλαίας", "Πυλαία", "στην Πυλαία"),
        ("Θέρμη", "Θέρμης", "Θέρμη", "στη Θέρμη"),
        ("Ραφήνα", "Ραφήνας", "Ραφήνα", "στη Ραφήνα"),
        ("Αλεξανδρούπολη", "Αλεξανδρουπόλεως", "Αλεξανδρούπολη", "στην Αλεξανδρούπολη"),
        ("Άνω Πόλη", "Άνω Πόλης", "Άνω Πόλη", "στην Άνω Πόλη"),
        ("Κάτω Τούμπα", "Κάτω Τούμπας", "Κάτω Τούμπα", "στην Κάτω Τούμπα"),
        ("Γκρίζα Πέτρα", "Γκρίζας Πέτρας", "Γκρίζα Πέτρα", "στην Γκρίζα Πέτρα"),
        ("Νέα Κόρινθος", "Νέας Κορίνθου", "Νέα Κόρινθο", "στη Νέα Κόρινθο"),
        ("Πύλος", "Πύλου", "Πύλο", "στην Πύλο"),
        ("Αλόννησος", "Αλοννήσου", "Αλόννησο", "στην Αλόννησο"),
        ("Κως", "Κω", "Κω", "στην Κω"),
        ("1η Κοινότητα", "1ης Κοινότητας", "1η Κοινότητα", "στην 1η Κοινότητα"),
        ("2η Κοινότητα", "2ης Κοινότητας", "2η Κοινότητα", "στη 2η Κοινότητα"),
        (
            "Δημοτική Ενότητα Χορτιάτη",
            "Δημοτικής Ενότητας Χορτιάτη",
            "Δημοτική Ενότητα Χορτιάτη",
            "στη Δημοτική Ενότητα Χορτιάτη",
        ),
        ("Δ.Ε. Χορτιάτη", "Δ.Ε. Χορτιάτη", "Δ.Ε. Χορτιάτη", "στη Δ.Ε. Χορτιάτη"),
        ("Τ.Κ. Εξοχής", "Τ.Κ. Εξοχής", "Τ.Κ. Εξοχής", "στην Τ.Κ. Εξοχής"),
        ("Πανόραμα", "Πανοράματος", "Πανόραμα", "στο Πανόραμα"),
        ("Φίλυρο", "Φιλύρου", "Φίλυρο", "στο Φίλυρο"),
        ("Ασβεστοχώρι", "Ασβεστοχωρίου", "Ασβεστοχώρι", "στο Ασβεστοχώρι"),
        ("Δάσος", "Δάσους", "Δάσος", "στο Δάσος"),
        ("Αμπελόκηποι", "Αμπελοκήπων", "Αμπελόκηπους", "στους Αμπελόκηπους"),
        ("Συκιές", "Συκεών", "Συκιές", "στις Συκιές"),
        ("Γιαννιτσά", "Γιαννιτσών", "Γιαννιτσά", "στα Γιαννιτσά"),
        ("Νέα Μουδανιά", "Νέων Μουδανιών", "Νέα Μουδανιά", "στα Νέα Μουδανιά"),
        ("Τέμπη", "Τεμπών", "Τέμπη", "στα Τέμπη"),
    ],
)
def test_the_article_follows_the_declension(
    nominative: str, genitive: str, accusative: str, said: str
) -> None:
    assert propose_in("el", declined(nominative, genitive, accusative)) == Proposal(said)


@pytest.mark.parametrize(
    ("nominative", "genitive", "accusative", "said"),
    [
        ("Άθως", "Άθω", "Άθω", "στον Άθω"),
        ("Λυκαβηττός", "Λυκαβηττού", "Λυκαβηττό", "στον Λυκαβηττό"),
        ("Ζωγράφου", "Ζωγράφου", "Ζωγράφου", "στου Ζωγράφου"),
        ("Αμπελώνες", "Αμπελώνων", "Αμπελώνες", "στους Αμπελώνες"),
        ("Πανόραμα", "Πανόραμα", "Πανόραμα", "στο Πανόραμα"),
        ("Πυλαία", "Πυλαία", "Πυλαία", "στην Πυλαία"),
        ("Νέα Σμύρνη", "Σμύρνης", "Νέα Σμύρνη", "στη Νέα Σμύρνη"),
        ("Μαραθών", "Μαραθώνος", "Μαραθώνα", "στο Μαραθώνα"),
    ],
)
def test_a_name_that_may_have_another_article_is_doubtful(
    nominative: str, genitive: str, accusative: str, said: str
) -> None:
    forms = declined(nominative, genitive, accusative)

    assert propose_in("el", forms) == Proposal(said, sure=False)


@pytest.mark.parametrize(
    ("name", "said", "concerned"),
    [
        ("Panorama", "in Panorama", "Panorama"),
        (
            "Municipal Unit of Chortiatis",
            "in the Municipal Unit of Chortiatis",
            "the Municipal Unit of Chortiatis",
        ),
        ("The Hill", "in the Hill", "the Hill"),
    ],
)
def test_a_described_place_has_an_article_in_english(name: str, said: str, concerned: str) -> None:
    forms = {"nominative": name}

    assert propose_in("en", forms) == Proposal(said)
    assert as_object("en", forms) == concerned


def test_an_areas_own_forms_win() -> None:
    island = {**declined("Πόρος", "Πόρου", "Πόρο"), "in": "στην Πόρο"}

    assert as_object("el", island) == "την Πόρο"
    assert as_object("el", {**island, "in": "σε όλο τον Πόρο"}) == "τον Πόρο"
    assert as_object("en", {"nominative": "Hill", "in": "on the Hill"}) == "the Hill"
    assert as_object("sq", {"nominative": "Pilea"}) == "Pilea"


@pytest.mark.parametrize(
    ("language", "said", "fits"),
    [
        ("el", "στον Χορτιάτη", True),
        ("el", "ΣΤΗΝ ΠΥΛΑΙΑ", True),
        ("el", "σε όλη την Πυλαία", True),
        ("el", "την Πυλαία", False),
        ("el", "στον", False),
        ("en", "on the Hill", True),
        ("en", "Panorama", False),
        ("sq", "Panorama", True),
    ],
)
def test_a_form_begins_with_a_preposition(language: str, said: str, fits: bool) -> None:
    assert fits_in(language, said) is fits


def test_the_example_is_said_right_without_any_help() -> None:
    features = [each["properties"] for each in json.loads(EXAMPLES.read_text("utf-8"))["features"]]
    said = {
        each["code"]: propose_in(
            "el",
            declined(each["name_el"], each["name_el_genitive"], each["name_el_accusative"]),
        )
        for each in features
    }

    assert said == {
        "unit-pylaia": Proposal("στη Δημοτική Ενότητα Πυλαίας"),
        "unit-panorama": Proposal("στη Δημοτική Ενότητα Πανοράματος"),
        "unit-chortiatis": Proposal("στη Δημοτική Ενότητα Χορτιάτη"),
        "pylaia": Proposal("στην Πυλαία"),
        "panorama": Proposal("στο Πανόραμα"),
        "chortiatis": Proposal("στον Χορτιάτη"),
        "exochi": Proposal("στην Εξοχή"),
        "asvestochori": Proposal("στο Ασβεστοχώρι"),
        "filyro": Proposal("στο Φίλυρο"),
    }


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("στον Εξοχή", "στην Εξοχή"),
        ("στη Εξοχή", "στην Εξοχή"),
        ("στην Εξοχής", "στην Εξοχή"),
        ("στην Εξοχή", "στην Εξοχή"),
        ("στην βόρεια Εξοχή", "στη βόρεια Εξοχή"),
        ("στον οικισμό Εξοχή", "στον οικισμό Εξοχή"),
        ("σε όλη την Εξοχή", "σε όλη την Εξοχή"),
        ("", ""),
    ],
)
def test_a_written_form_is_compared_with_grammar(written: str, right: str) -> None:
    assert correct_in("el", written, declined("Εξοχή", "Εξοχής", "Εξοχή")) == right


@pytest.mark.parametrize("written", ["στον Λυκαβηττό", "στην Λυκαβηττό", "on the hill"])
def test_an_unsure_rule_leaves_a_form_alone(written: str) -> None:
    language = "en" if written.startswith("on") else "el"
    forms = declined("Λυκαβηττός", "Λυκαβηττού", "Λυκαβηττό")

    assert correct_in(language, written, forms) in {written, "στη Λυκαβηττό"}
