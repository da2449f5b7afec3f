"""The article of a Greek place, by how its name is declined."""

import json
from pathlib import Path

import pytest

from templates.articles import with_article

EXAMPLES = Path(__file__).parents[2] / "examples" / "municipality.geojson"


@pytest.mark.parametrize(
    ("nominative", "genitive", "accusative", "said"),
    [
        ("Χορτιάτης", "Χορτιάτη", "Χορτιάτη", "τον Χορτιάτη"),
        ("Εύοσμος", "Ευόσμου", "Εύοσμο", "τον Εύοσμο"),
        ("Άγιος Βασίλειος", "Αγίου Βασιλείου", "Άγιο Βασίλειο", "τον Άγιο Βασίλειο"),
        ("Εξοχή", "Εξοχής", "Εξοχή", "την Εξοχή"),
        ("Πυλαία", "Πυλαίας", "Πυλαία", "την Πυλαία"),
        ("Θέρμη", "Θέρμης", "Θέρμη", "τη Θέρμη"),
        ("Άνω Πόλη", "Άνω Πόλης", "Άνω Πόλη", "την Άνω Πόλη"),
        ("Γκρίζα Πέτρα", "Γκρίζας Πέτρας", "Γκρίζα Πέτρα", "την Γκρίζα Πέτρα"),
        (
            "Δημοτική Ενότητα Χορτιάτη",
            "Δημοτικής Ενότητας Χορτιάτη",
            "Δημοτική Ενότητα Χορτιάτη",
            "τη Δημοτική Ενότητα Χορτιάτη",
        ),
        ("Πανόραμα", "Πανοράματος", "Πανόραμα", "το Πανόραμα"),
        ("Φίλυρο", "Φιλύρου", "Φίλυρο", "το Φίλυρο"),
        ("Ασβεστοχώρι", "Ασβεστοχωρίου", "Ασβεστοχώρι", "το Ασβεστοχώρι"),
        ("Δάσος", "Δάσους", "Δάσος", "το Δάσος"),
        ("Αμπελόκηποι", "Αμπελοκήπων", "Αμπελόκηπους", "τους Αμπελόκηπους"),
        ("Συκιές", "Συκεών", "Συκιές", "τις Συκιές"),
        ("Γιαννιτσά", "Γιαννιτσών", "Γιαννιτσά", "τα Γιαννιτσά"),
    ],
)
def test_the_article_follows_the_declension(
    nominative: str, genitive: str, accusative: str, said: str
) -> None:
    forms = {"nominative": nominative, "genitive": genitive, "accusative": accusative}

    assert with_article(forms) == said


def test_an_areas_own_forms_win() -> None:
    forms = {"nominative": "Πύλος", "genitive": "Πύλου", "accusative": "Πύλο", "in": "στην Πύλο"}

    assert with_article(forms) == "την Πύλο"


def test_the_example_is_said_right_without_any_help() -> None:
    properties = [
        each["properties"] for each in json.loads(EXAMPLES.read_text("utf-8"))["features"]
    ]
    said = {
        each["code"]: with_article(
            {
                "nominative": each["name_el"],
                "genitive": each["name_el_genitive"],
                "accusative": each["name_el_accusative"],
            }
        )
        for each in properties
    }

    assert said == {
        "unit-pylaia": "τη Δημοτική Ενότητα Πυλαίας",
        "unit-panorama": "τη Δημοτική Ενότητα Πανοράματος",
        "unit-chortiatis": "τη Δημοτική Ενότητα Χορτιάτη",
        "pylaia": "την Πυλαία",
        "panorama": "το Πανόραμα",
        "chortiatis": "τον Χορτιάτη",
        "exochi": "την Εξοχή",
        "asvestochori": "το Ασβεστοχώρι",
        "filyro": "το Φίλυρο",
    }
