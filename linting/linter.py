"""All rules on one text."""

from linting.cases import Case
from linting.findings import Finding
from linting.reading import Reading
from linting.rules import RULES


def lint_case(case: Case) -> list[Finding]:
    """What the rules find, by place in the text."""
    reading = Reading(case.text, is_greek=case.lang == "el")
    return sorted(finding for rule in RULES for finding in rule(case, reading))
