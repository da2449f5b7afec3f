"""All rules on one text."""

from linting.cases import Case
from linting.findings import LintFinding
from linting.reading import TextReading
from linting.rules import RULES


def lint_case(case: Case) -> list[LintFinding]:
    """What the rules find, by place in the text."""
    reading = TextReading(case.text, is_greek=case.lang == "el")
    return sorted(finding for rule in RULES for finding in rule(case, reading))
