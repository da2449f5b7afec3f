"""What a duty officer reads: the shipped library, a town, a fixed clock, long place names."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels import UNSUBSCRIBE_SLOT, Medium, PartLimits
from runtime import Municipality
from templates import (
    Catalogue,
    Links,
    Place,
    Values,
    Words,
    fill_examples,
    read_values,
    render_words,
)
from templates.speech import Speech

NOW = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)


def place(code: str, nominative: str, accusative: str, english: str) -> Place:
    greek = {"nominative": nominative, "genitive": accusative, "accusative": accusative}
    return Place(code, {"el": greek, "en": {"nominative": english}})


PLACES = (
    place("chortiatis", "Χορτιάτης", "Χορτιάτη", "Chortiatis"),
    place("asvestochori", "Ασβεστοχώρι", "Ασβεστοχώρι", "Asvestochori"),
    place("panorama", "Πανόραμα", "Πανόραμα", "Panorama"),
    place("pylaia", "Πυλαία", "Πυλαία", "Pylaia"),
    place("filyro", "Φίλυρο", "Φίλυρο", "Filyro"),
    place("exochi", "Εξοχή", "Εξοχή", "Exochi"),
)


@dataclass(frozen=True, slots=True)
class Renderer:
    catalogue: Catalogue
    office: Municipality
    now: datetime = NOW
    pages: str = ""

    def values(self, name: str, **given: str) -> Values:
        template = self.catalogue.find(name)
        return read_values(
            template, fill_examples(template, given), now=self.now, zone=self.office.zone
        )

    def words(
        self, name: str, medium: Medium, language: str, places: int = 3, **given: str
    ) -> Words:
        return render_words(
            self.catalogue.find(name),
            self.values(name, **given),
            places=PLACES[:places],
            office=self.office,
            medium=medium,
            language=language,
            limits=PartLimits(),
            links=Links(UNSUBSCRIBE_SLOT, self.pages),
        )

    def speech(self, language: str) -> Speech:
        return Speech(language, self.catalogue.find("snow").phrases[language], self.office.zone)

    def sms(self, name: str, language: str = "el", places: int = 3, **given: str) -> str:
        return self.words(name, Medium.SMS, language, places, **given).text

    def email(self, name: str, language: str = "el", places: int = 3, **given: str) -> Words:
        return self.words(name, Medium.EMAIL, language, places, **given)


@pytest.fixture(scope="session")
def office() -> Municipality:
    return Municipality(
        name={"el": "Δήμος Πυλαίας-Χορτιάτη", "en": "Municipality of Pylaia-Chortiatis"},
        sms_name={"el": "ΔΗΜΟΣ ΠΥΛΑΙΑΣ-ΧΟΡΤΙΑΤΗ", "en": "PYLAIA-CHORTIATIS"},
        phone="15377",
        web="https://www.city.gr",
    )


@pytest.fixture(scope="session")
def renderer(office: Municipality) -> Renderer:
    return Renderer(Catalogue.load(None), office)


DEFINITION = """
title = { en = "Fog" }
hazard = { en = "fog" }
event = "fog"
event_code = ""
category = "Met"
severity = "Minor"
urgency = "Expected"
certainty = "Likely"
topic = "weather"
expiry = "90m"

[variables.until]
kind = "moment"
label = { en = "Until" }
required = true
"""
WORDINGS = ("sms.en.txt", "email.en.subject.txt", "email.en.txt", "email.en.html")


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """An office's own templates."""

    path: Path

    def put(self, name: str, files: dict[str, str] | None = None, settings: str = "") -> None:
        """Write a small good template, with these files in the place of its own and these settings
        before its own."""
        folder = self.path / name
        folder.mkdir()
        good = dict.fromkeys(WORDINGS, "Fog.") | {"template.toml": settings + DEFINITION}
        for file, text in (good | (files or {})).items():
            (folder / file).write_text(text, "utf-8")

    def broken(self, name: str) -> str:
        """What the catalogue says is wrong with a template."""
        return Catalogue.load(self.path).broken[name]


@pytest.fixture
def own(tmp_path: Path) -> OwnFolder:
    return OwnFolder(tmp_path)
