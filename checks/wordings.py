"""The wordings: the templates there are, and whether each can be taken back."""

from collections.abc import Iterator

from alerts import Office
from checks.results import CheckResult, ok, warn
from checks.situation import Situation
from runtime import joined, said
from templates import NoCorrection


def check_templates(at: Situation) -> Iterator[CheckResult]:
    """Whether the templates can be used, and have their corrections."""
    catalogue = Office.of(at.home).catalogue
    yield ok(said("templates: {number} ready", number=len(catalogue.good)))
    for fault in catalogue.broken.values():
        yield warn(
            said("template {fault}", fault=fault),
            said("Correct the file; the others can be used meanwhile."),
        )
    for template in catalogue.all():
        try:
            catalogue.correction_of(template)
        except NoCorrection as problem:
            yield warn(joined(" ", problem.details), said(problem.why))
