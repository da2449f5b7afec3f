"""Streets: a list as staff type it, all of it in a mail, and as many as fit in an SMS."""

import pytest

from channels import Medium, PartLimits
from runtime import Municipality
from templates import BadValue, Catalogue, Links, Values, read_values, render_words
from templates.readers import read_streets
from tests.templates.conftest import NOW, OwnFolder

DECLARED = "variables.streets = {kind = 'streets', label = {en = 'Streets'}, example = 'Komninon, Ermou'}\n"
WORDS = {
    "sms.en.txt": "Cut: {{ streets|named(4) }}.\n{{ link }}",
    "email.en.txt": "Cut\n\nStreets: {{ streets|named }}",
}
MANY = "; ".join(f"Street of a rather long name number {number}" for number in range(9))


def typed(own: OwnFolder, streets: str) -> Values:
    own.put("cut", WORDS, DECLARED)
    template = Catalogue.load(own.path).find("cut")
    given = {"until": "20:00", "streets": streets}
    return read_values(template, given, now=NOW, zone=Municipality().zone)


def said(own: OwnFolder, streets: str, medium: Medium = Medium.SMS) -> str:
    values = typed(own, streets)
    return render_words(
        Catalogue.load(own.path).find("cut"),
        values,
        places=(),
        office=Municipality(),
        medium=medium,
        language="en",
        limits=PartLimits(),
        links=Links(pages="https://www.city.gr/a/7K3QD"),
    ).text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Komninon, Ermou", ("Komninon", "Ermou")),
        ("Komninon 3, 5; Ermou", ("Komninon 3, 5", "Ermou")),
        ("Komninon\n Ermou \n\nKomninon", ("Komninon", "Ermou")),
        ("Komninon 3, 5;", ("Komninon 3, 5",)),
    ],
)
def test_streets_are_read_by_lines_semicolons_or_commas(
    own: OwnFolder, text: str, names: tuple[str, ...]
) -> None:
    values = typed(own, text)
    template = Catalogue.load(own.path).find("cut")
    again = Values.from_canonical(template, values.canonical(), Municipality().zone)

    assert read_streets(str(values.items["streets"])) == names
    assert again.items["streets"] == values.items["streets"]


def test_a_list_without_a_street_is_refused(own: OwnFolder) -> None:
    with pytest.raises(BadValue, match="it names no street"):
        typed(own, " ;, ; ")


def test_a_mail_names_every_street(own: OwnFolder) -> None:
    text = said(own, MANY, Medium.EMAIL)

    assert "number 0, Street" in text
    assert text.count("Street of") == 9


def test_an_sms_counts_what_it_leaves_out_and_links(own: OwnFolder) -> None:
    text = said(own, "A; B; C; D; E; F")

    assert text == "Cut: A, B, C, D and 2 more. https://www.city.gr/a/7K3QD"


def test_an_sms_names_fewer_long_streets(own: OwnFolder) -> None:
    long = "; ".join(f"{'Street of a very long name indeed ' * 3}{number}" for number in range(9))

    assert "1 and 7 more. https://www.city.gr/a/7K3QD" in said(own, long)
