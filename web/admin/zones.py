"""Zones of the API: the file they come in, how they are shown, and what is asked of them."""

from pydantic import Field

from areas import PlaceForm, UnknownArea
from web.admin.bodies import GEOJSON
from web.admin.fields import Form, Line, Name, Shown

NAMES = {"el": {"nominative": "Πανόραμα", "genitive": "Πανοράματος", "accusative": "Πανόραμα"}}
FILE = {
    "required": True,
    "content": {
        GEOJSON.types[0]: {
            "schema": {"type": "object", "description": "a GeoJSON FeatureCollection in WGS 84"},
            "example": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "geometry": None,
                        "properties": {
                            "code": "panorama",
                            "name_el": "Πανόραμα",
                            "name_el_genitive": "Πανοράματος",
                            "name_el_accusative": "Πανόραμα",
                            "name_el_in": "στο Πανόραμα",
                            "name_en": "Panorama",
                        },
                    }
                ],
            },
        }
    },
}


class NoSuchArea(UnknownArea):
    """No zone has that code or name. `GET /v1/areas` lists those there are."""

    status = 404


class FormShown(Shown):
    """What follows «χιονόπτωση» in one language."""

    code: str = Field(examples=["panorama"])
    language: str = Field(examples=["el"])
    words: str = Field(examples=["στο Πανόραμα"])
    origin: str = Field(
        description="written, or proposed by grammar, or doubtful: another article is as likely",
        examples=["proposed"],
    )

    @classmethod
    def of(cls, form: PlaceForm) -> "FormShown":
        """A form, as the API has it."""
        return cls(code=form.code, language=form.language, words=form.words, origin=form.origin)


class AreaShown(Shown):
    """One zone and those inside it."""

    code: str = Field(examples=["panorama"])
    parent: str = Field(description="the code of the zone around it, empty at the top")
    names: dict[str, dict[str, str]] = Field(description="by language and case", examples=[NAMES])
    forms: list[FormShown] = Field(description="how messages say that something is in it")
    inside: list["AreaShown"]


class AreaTree(Shown):
    """All zones; the whole municipality is always an area."""

    areas: list[AreaShown]


class AreasRedrawn(Shown):
    """For how many residents zones change."""

    residents: int = Field(description="who chose one of them", examples=[46])
    dry_run: bool = Field(description="nothing was changed")


class WrittenForms(Form):
    """What is to follow «χιονόπτωση», by language; an empty one is as grammar proposes."""

    forms: dict[Name, Line] = Field(
        min_length=1, max_length=20, examples=[{"el": "στο Πανόραμα", "en": "in Panorama"}]
    )


class FormsKept(Shown):
    """How messages now say that something is in a zone."""

    forms: list[FormShown]


class NewCode(Form):
    """The code that a zone gets."""

    code: Line = Field(examples=["0701"])


class Merged(Form):
    """The zones that go; codes or names."""

    gone: list[Line] = Field(min_length=1, max_length=200, examples=[["exochi", "filyro"]])


class Parts(Form):
    """The zones in the place of one; codes or names."""

    into: list[Line] = Field(min_length=1, max_length=200, examples=[["exochi", "filyro"]])
