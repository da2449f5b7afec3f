"""What `tocsin templates check` finds: how long each SMS is, what makes it dearer, and what cannot
be used at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels import Medium
from runtime import Municipality, Problem, Said, said
from templates import Catalogue, Template
from templates.proofs import Proof, ProofRenderer
from templates.sms import SmsEncoding, SmsMeasure, explain_outside_gsm7

ENCODINGS = {SmsEncoding.GSM_7: said("160 a part"), SmsEncoding.UCS_2: said("70 a part")}


class ToMend(Problem):
    """Mend the files in the folder of the template, then check again: `tocsin templates check`."""


@dataclass(frozen=True, slots=True)
class CheckedSms:
    """The SMS of a template in one language, filled with its examples; `remarks` are what to mend
    in it, and in its e-mail; `normal` is how long it is in normal Greek letters."""

    template: Template
    language: str
    measure: SmsMeasure | None
    remarks: tuple[str, ...]
    normal: SmsMeasure | None = None

    def row(self) -> tuple[str, ...]:
        """Template, language, units, letters, parts, and the parts in normal Greek letters."""
        if self.measure is None:
            return self.template.name, self.language, "", "", "-", ""
        parts = said("{parts} of {most}", parts=self.measure.parts, most=self.template.max_parts)
        letters = ENCODINGS[self.measure.encoding]
        normal = str(self.normal.parts) if self.normal else ""
        return self.template.name, self.language, str(self.measure.units), letters, parts, normal


def columns() -> list[Said]:
    """What stands above the values of `CheckedSms.row`."""
    return [
        said("template"),
        said("language"),
        said("units"),
        said("letters"),
        said("parts"),
        said("in normal letters"),
    ]


def check_templates(
    catalogue: Catalogue, names: Sequence[str], office: Municipality, *, now: datetime
) -> Iterator[CheckedSms]:
    """Each template of these names (none: all) in each of its languages, as an alert, as an update
    and as what corrects it."""
    found = [catalogue.find(name) for name in names] if names else catalogue.all()
    presses = [ProofRenderer(office, medium, now) for medium in Medium]
    for template in found:
        proofs = [each for press in presses for each in catalogue.prove(press, [template.name])]
        for language in template.languages():
            yield _checked(
                template, language, [each for each in proofs if each.language in ("", language)]
            )


def _checked(template: Template, language: str, proofs: Sequence[Proof]) -> CheckedSms:
    sms = next(
        (
            each.words
            for each in proofs
            if each.words and each.medium is Medium.SMS and each.kind == template.name
        ),
        None,
    )
    remarks = [detail for each in proofs if each.why for detail in each.why.details]
    remarks += explain_outside_gsm7(sms.text) if sms else []
    normal = sms.unicode.measure if sms and sms.unicode else None
    return CheckedSms(
        template, language, sms.measure if sms else None, tuple(dict.fromkeys(remarks)), normal
    )
