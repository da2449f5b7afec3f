"""What a rule is."""

from collections.abc import Callable, Iterable

from linting.cases import Case
from linting.findings import LintFinding
from linting.reading import TextReading

Rule = Callable[[Case, TextReading], Iterable[LintFinding]]
