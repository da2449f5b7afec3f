"""What a rule is."""

from collections.abc import Callable, Iterable

from linting.cases import Case
from linting.findings import Finding
from linting.reading import Reading

Rule = Callable[[Case, Reading], Iterable[Finding]]
