"""What `tocsin templates check` finds: how long each SMS is, what makes it dearer, and what cannot be used at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels import Medium, PartLimits
from runtime import Municipality, Problem, said
from templates import (
    Catalogue,
    Encoding,
    Measure,
    Template,
    named_outside,
    read_values,
    render,
    with_examples,
)

ENCODINGS = {Encoding.GSM_7: said("160 a part"), Encoding.UCS_2: said("70 a part")}


class ToMend(Problem):
    """Mend the files in the folder of the template, then check again: `tocsin templates check`."""


@dataclass(frozen=True, slots=True)
class CheckedSms:
    """The SMS of a template in one language, filled with its examples; `remarks` are what to mend."""

    template: Template
    language: str
    measure: Measure | None
    remarks: tuple[str, ...]

    def row(self) -> tuple[str, ...]:
        """Template, language, units, letters, parts."""
        if self.measure is None:
            return self.template.name, self.language, "", "", "-"
        parts = said("{parts} of {most}", parts=self.measure.parts, most=self.template.max_parts)
        letters = ENCODINGS[self.measure.encoding]
        return self.template.name, self.language, str(self.measure.units), letters, parts


def check_templates(
    catalogue: Catalogue, names: Sequence[str], office: Municipality, *, now: datetime
) -> Iterator[CheckedSms]:
    """Each template of these names (none: all) in each of its languages."""
    found = [catalogue.find(name) for name in names] if names else catalogue.all()
    for template in found:
        for language in template.languages():
            yield _checked(template, language, office, now)


def _checked(template: Template, language: str, office: Municipality, now: datetime) -> CheckedSms:
    values = read_values(template, with_examples(template, {}), now=now, zone=office.zone)
    try:
        words = render(
            template, values, places=[], office=office, medium=Medium.SMS, language=language,
            limits=PartLimits(),
        )  # fmt: skip
    except Problem as problem:
        return CheckedSms(template, language, None, tuple(problem.details))
    return CheckedSms(template, language, words.measure, tuple(named_outside(words.text)))
