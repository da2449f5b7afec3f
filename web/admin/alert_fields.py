"""The fields of an alert: what programs want said, and where; the request behind a draft or a
schedule."""

from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from alerts import Reach
from alerts.composing import AlertRequest, check_groups_kept
from channels import Medium
from web.admin.fields import Form, Line, Name, Text

Values = Annotated[dict[Name, Text], Field(max_length=60)]
Groups = Annotated[list[Line], Field(max_length=50)]
Areas = Annotated[list[Line], Field(max_length=200)]
Media = Annotated[list[Medium], Field(max_length=len(Medium))]
SNOW = {"from": "2031-01-12 20:00", "until": "2031-01-13 12:00"}


class Wanted(Form):
    """What to say, and to whom: some areas, or the whole municipality in so many words; with groups
    only whoever is in one of them."""

    template: Name = Field(examples=["snow"])
    values: Values = Field(default={}, description="as `--set` takes them", examples=[SNOW])
    areas: Areas = Field(default=[], description="codes or names", examples=[["panorama"]])
    groups: Groups = Field(
        default=[],
        description="only whoever is in one of these groups, wherever they live when no areas are given; neither the words nor a page say so",
        examples=[["volunteers"]],
    )
    everywhere: StrictBool = Field(False, description="the whole municipality, instead of areas")
    media: Media = Field(default=[], description="only these; none means all there are")
    reach: Reach | None = Field(
        None, description="all of a resident's media, or their first; by severity if left out"
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if self.everywhere and self.areas:
            raise ValueError('give "areas" or "everywhere", not both')
        if not (self.everywhere or self.areas or self.groups):
            raise ValueError(
                'say where: some "areas", or "everywhere": true for the whole municipality'
            )
        return self

    @property
    def request(self) -> AlertRequest:
        """The request, as the alerts room takes it."""
        media = tuple(medium.value for medium in self.media)
        areas, groups = tuple(self.areas), tuple(self.groups)
        return AlertRequest(
            self.template, dict(self.values), areas, media, self.reach, groups=groups
        )


class Elsewhere(Form):
    """Other areas than before, or the whole municipality; other groups, or none; whatever is not
    named stays as it was."""

    areas: Areas | None = None
    groups: Groups | None = Field(None, description="an empty list: for everybody in its areas")
    everywhere: StrictBool = False

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.everywhere and self.areas is not None:
            raise ValueError('give "areas" or "everywhere", not both')
        if self.areas == []:
            raise ValueError('no areas at all: say "everywhere": true for the whole municipality')
        return self


class WantedChanges(Elsewhere):
    """What is to be said otherwise; whatever is not named stays. A value of null is taken away."""

    values: Annotated[dict[Name, Text | None], Field(max_length=60)] = Field(
        default={}, examples=[{"until": "23:00"}]
    )
    media: Media | None = None
    reach: Reach | None = None

    def on(self, before: AlertRequest) -> AlertRequest:
        """The request as it is to be now."""
        given = {
            name: said for name, said in {**before.given, **self.values}.items() if said is not None
        }
        media = before.media if self.media is None else tuple(medium.value for medium in self.media)
        groups = before.groups if self.groups is None else tuple(self.groups)
        after = AlertRequest(
            before.template,
            given,
            self._areas(before),
            media,
            self.reach or before.reach,
            before.key,
            groups,
        )
        check_groups_kept(before, after, place_said=self.everywhere or self.areas is not None)
        return after

    def _areas(self, before: AlertRequest) -> tuple[str, ...]:
        if self.everywhere:
            return ()
        return before.areas if self.areas is None else tuple(self.areas)
