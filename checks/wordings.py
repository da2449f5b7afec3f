"""The wordings: what lies in the office's folder of templates, whether each can be said, and taken
back."""

from collections import Counter
from collections.abc import Iterator, Sequence

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import Said, counted, joined, said
from templates import Catalogue, NoCorrection, spoken_in_both
from templates.proofs import unsaid_once

SHOWN = 20
FIX = said(
    "Correct the file, then look again: tocsin templates check. Shipped words stand in where there are such."
)


def check_templates(at: Situation) -> Iterator[CheckResult]:
    """Whether the templates can be used, and have their corrections: each is rendered with its
    examples in every language."""
    catalogue = at.office.catalogue
    yield ok(said("templates: {number} ready", number=len(catalogue.good)))
    yield from (fail(what, FIX) for what in _faulty(catalogue))
    for proof in unsaid_once(each for proofs in at.proofs.values() for each in proofs):
        yield fail(proof.lacking, said(proof.why.why if proof.why else ""))
    if catalogue.unread:
        yield _unread(catalogue.unread)
    yield from _corrections(catalogue)


def _faulty(catalogue: Catalogue) -> Iterator[Said]:
    """What is wrong in the office's folder: what concerns several templates once, the rest in a
    line for each template."""
    found = {name: catalogue.faults[name] for name in catalogue.faults}
    times = Counter(fault for faults in found.values() for fault in faults)
    shared = [fault for fault in times if times[fault] > 1]
    for fault in (*catalogue.unreadable, *shared):
        yield said("template {fault}", fault=fault)
    for name, faults in found.items():
        own = [fault for fault in faults if times[fault] == 1]
        if own[1:]:
            yield counted(
                len(own) - 1,
                "template {fault} {count} fault more in '{name}'.",
                "template {fault} {count} faults more in '{name}'.",
                fault=own[0],
                name=name,
            )
        elif own:
            yield said("template {fault}", fault=own[0])


def _corrections(catalogue: Catalogue) -> Iterator[CheckResult]:
    for template in catalogue.all():
        try:
            answer = catalogue.correction_of(template)
        except NoCorrection as problem:
            yield warn(joined(" ", problem.details), said(problem.why))
            continue
        for language in sorted(
            {*template.languages()} - {*spoken_in_both(template, answer).languages()}
        ):
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
