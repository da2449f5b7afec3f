"""The wordings: what lies in the office's folder of templates, whether each can be said, and taken back."""

from collections.abc import Iterator, Sequence

from alerts import Office
from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from checks.specimens import noon
from runtime import joined, said
from templates import Catalogue, NoCorrection, in_common

SHOWN = 20
FIX = said(
    "Correct the file, then look again: tocsin templates check. Shipped words stand in where there are such."
)


def check_templates(at: Situation) -> Iterator[CheckResult]:
    """Whether the templates can be used, and have their corrections: each is rendered with its examples in every language."""
    office = Office.of(at.home)
    catalogue = office.catalogue
    yield ok(said("templates: {number} ready", number=len(catalogue.good)))
    for fault in catalogue.all_faults():
        yield fail(said("template {fault}", fault=fault), FIX)
    for proof in catalogue.unsaid(office.municipality, now=noon(at)):
        yield fail(proof.lacking, said(proof.why.why if proof.why else ""))
    if catalogue.unread:
        yield _unread(catalogue.unread)
    yield from _corrections(catalogue)


def _corrections(catalogue: Catalogue) -> Iterator[CheckResult]:
    for template in catalogue.all():
        try:
            answer = catalogue.correction_of(template)
        except NoCorrection as problem:
            yield warn(joined(" ", problem.details), said(problem.why))
            continue
        for language in sorted({*template.languages()} - {*in_common(template, answer).languages()}):
            yield warn(
                said(
                    "'{template}' is written in '{language}', and '{answer}', which takes it back, is not",
                    template=template.name,
                    language=language,
                    answer=answer.name,
                ),
                said(
                    "Its readers are told in the next language under [languages]; translate the correction."
                ),
            )


def _unread(files: Sequence[str]) -> CheckResult:
    named = joined(", ", files[:SHOWN])
    return warn(
        said("nothing is read of these files in the folder of templates: {files}", files=named),
        said("Take them away, or give them the names that docs/templates.md lists."),
    )
