"""What `tocsin templates check` finds: how long each SMS is, what makes it dearer, and what cannot
be used at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from channels import Medium
from runtime import Municipality, Problem, said
from templates import Catalogue, Template
from templates.proofs import Proof, ProofRenderer
from templates.sms import SmsEncoding, SmsMeasure, explain_outside_gsm7

ENCODINGS = {SmsEncoding.GSM_7: said("160 a part"), SmsEncoding.UCS_2: said("70 a part")}


class ToMend(Problem):
    """Mend the files in the folder of the template, then check again: `tocsin templates check`."""


@dataclass(frozen=True, slots=True)
class CheckedSms:
    """The SMS of a template in one language, filled with its examples; `remarks` are what to mend
    in it, and in its e-mail."""

    template: Template
    language: str
    measure: SmsMeasure | None
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
    return CheckedSms(
        template, language, sms.measure if sms else None, tuple(dict.fromkeys(remarks))
    )
