"""Proofs: a template rendered with its examples, in every language and medium, also as an update,
and so is what corrects it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from channels import Medium, PartLimits, Variant
from runtime import Municipality, Problem, Said, joined, said
from templates.corrections import spoken_in_both, values_of_correction
from templates.definition import Template, VariableKind
from templates.faults import WordingFault, language_of
from templates.places import Place
from templates.rendering import NO_LINKS, Links, releases_in, render_words
from templates.replacing import Replaced
from templates.sandbox import BadWording
from templates.values import Values, YearMissing, fill_examples, read_values
from templates.words import Words

__all__ = ["Proof", "ProofRenderer", "unsaid_once"]


SENT_AGO = timedelta(hours=2)
ELSEWHERE = Place(
    "elsewhere",
    {
        "el": {"nominative": "Χορτιάτης", "genitive": "Χορτιάτη", "accusative": "Χορτιάτη"},
        "en": {"nominative": "Chortiatis"},
    },
)
# Words that hold now hold at any time.
_ANY_DAY = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Proof:
    """One message: what it is, and its words, or why there are none; `template` is whose words they
    are."""

    template: Template
    kind: str
    medium: Medium
    language: str
    words: Words | None = None
    why: Problem | None = None

    @property
    def lacking(self) -> Said:
        """That there are no words, and why."""
        why = joined(" ", self.why.details if self.why else ())
        if not self.language:
            return said("template '{kind}' has no words: {why}", kind=self.kind, why=why)
        return said(
            "template '{kind}' has no words in '{language}': {why}",
            kind=self.kind,
            language=self.language,
            why=why,
        )


def unsaid_once(proofs: Iterable[Proof]) -> list[Proof]:
    """Those without words, each once."""
    return list({each.lacking: each for each in proofs if each.why}.values())


@dataclass(frozen=True, slots=True)
class ProofRenderer:
    """How templates are rendered to be proved: by which medium, in whose name, at which moment
    (aware, UTC)."""

    office: Municipality
    medium: Medium
    now: datetime
    limits: PartLimits = field(default_factory=PartLimits)
    links: Links = NO_LINKS

    def proofs(self, template: Template, corrections: Sequence[Template] = ()) -> Iterator[Proof]:
        """The template as an alert and as an update, then each of these as its correction; nothing
        is raised."""
        try:
            values = example_values(template, {}, now=self.now, zone=self.office.zone)
        except Problem as problem:
            yield Proof(template, template.name, self.medium, "", why=problem)
            return
        yield from self._written(template, values, template.name, None)
        for variant in Variant:
            replaced = Replaced(
                self.now - SENT_AGO, self.now, values, gone=(ELSEWHERE,), variant=variant
            )
            yield from self._written(template, values, f"update of {template.name}", replaced)
        for answer in corrections:
            yield from self._answered(template, values, answer)

    def _answered(self, template: Template, values: Values, answer: Template) -> Iterator[Proof]:
        kind = f"{answer.name} of {template.name}"
        spoken = replace(spoken_in_both(template, answer), status=template.status)
        try:
            given = values_of_correction(template, values, spoken, sent=self.now - SENT_AGO)
            answered = example_values(spoken, given, now=self.now, zone=self.office.zone)
        except Problem as problem:
            yield Proof(answer, kind, self.medium, "", why=problem)
            return
        yield from self._written(spoken, answered, kind, None)

    def _written(
        self, template: Template, values: Values, kind: str, replaced: Replaced | None
    ) -> Iterator[Proof]:
        links = replace(self.links, replaced=replaced)
        for language in template.languages():
            released = replaced is not None and replaced.variant is Variant.RELEASED
            if released and not releases_in(template, language):
                continue  # they get the words of all others
            try:
                words = render_words(
                    template,
                    values,
                    places=(),
                    office=self.office,
                    medium=self.medium,
                    language=language,
                    limits=self.limits,
                    links=links,
                )
            except Problem as problem:
                yield Proof(template, kind, self.medium, language, why=problem)
            else:
                yield Proof(template, kind, self.medium, language, words)


def example_values(
    template: Template, given: Mapping[str, str], *, now: datetime, zone: ZoneInfo
) -> Values:
    """What was given, the template's own examples for all else that is required, and of what is
    chosen the first."""
    filled = fill_examples(template, given)
    chosen = {
        each.name: next(iter(each.options))
        for each in template.variables
        if each.kind is VariableKind.CHOICE and each.name not in filled
    }
    typed = {**chosen, **filled}
    for _ in range(len(typed)):
        try:
            return read_values(template, typed, now=now, zone=zone)
        except YearMissing as unsure:
            # An example without a year is meant as what it says today.
            typed[unsure.key] = unsure.meant.isoformat()
    return read_values(template, typed, now=now, zone=zone)


def rendering_faults(template: Template, office: Municipality) -> Iterator[WordingFault]:
    """What is wrong with the files of a template, as far as it shows only when they are filled."""
    for medium in Medium:
        for proof in ProofRenderer(office, medium, _ANY_DAY).proofs(template):
            if isinstance(proof.why, BadWording):
                yield WordingFault(proof.why.file, proof.why.what, language_of(proof.why.file))
