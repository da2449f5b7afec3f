"""`python -m tests.linting.confusion FILE`: how often each rule is right on texts with answers.

A line of FILE is a case of `tocsin lint --cases` with "expected", a list of {"rule", "level"}, and
perhaps "about", the rules that its text was written for. A finding counts by its rule.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linting import lint_case, read_case

RULES = [f"L{number:02}" for number in range(1, 26)]
HEAD = "rule  right  wrong  missed  level  precision  recall   bad  good"


@dataclass
class RuleCounts:
    """What one rule did on all texts; `level`: found as expected, at another level."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    level: int = 0
    bad: int = 0
    good: int = 0

    def add(self, expected: set[str], found: set[str]) -> None:
        """Count one text: the levels at which the rule was expected, and found."""
        self.right += bool(expected and found)
        self.wrong += bool(found and not expected)
        self.missed += bool(expected and not found)
        self.level += bool(expected and found and not expected & found)

    @property
    def precision(self) -> float:
        """How many of its findings are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """How many of the faults it finds."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def line(self, name: str) -> str:
        """Its row of the table."""
        counts = f"{self.right:>5}  {self.wrong:>5}  {self.missed:>6}  {self.level:>5}"
        rates = f"{self.precision:>9.3f}  {self.recall:>6.3f}"
        return f"{name:<4}  {counts}  {rates}  {self.bad:>4}  {self.good:>4}"


def confusion(lines: Iterable[str]) -> dict[str, RuleCounts]:
    """The counts of each rule on lines of cases, and those of all together."""
    counts = {rule: RuleCounts() for rule in (*RULES, "all")}
    for told in map(json.loads, lines):
        expected = _levels(told.get("expected", []))
        found = _levels(
            {"rule": each.rule, "level": each.level.value}
            for each in lint_case(read_case(json.dumps(told)))
        )
        for rule in RULES:
            for counted in (counts[rule], counts["all"]):
                counted.add(expected.get(rule, set()), found.get(rule, set()))
            is_about = rule in told.get("about", [])
            counts[rule].bad += is_about and rule in expected
            counts[rule].good += is_about and rule not in expected
    return counts


def disagreements(lines: Iterable[str]) -> Iterator[str]:
    """Each text that a rule reads otherwise than expected."""
    for told in map(json.loads, lines):
        expected = _levels(told.get("expected", []))
        said = lint_case(read_case(json.dumps(told)))
        found = {each.rule: each for each in said}
        for rule in sorted(expected.keys() ^ found.keys()):
            kind = "missed" if rule in expected else f"wrong: {found[rule].say}"
            yield f"{rule} {told.get('id', '')} {kind}\n    {told['text']!r}"


def _levels(told: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    levels: dict[str, set[str]] = {}
    for each in told:
        levels.setdefault(each["rule"], set()).add(each.get("level", ""))
    return levels


def main(arguments: list[str]) -> None:
    """Print the table; with --texts what is read otherwise too."""
    path = next(each for each in arguments if not each.startswith("--"))
    lines = [line for line in Path(path).read_text("utf-8").splitlines() if line.strip()]
    if "--texts" in arguments:
        print(*disagreements(lines), sep="\n")
    print(HEAD)
    for rule, counts in confusion(lines).items():
        print(counts.line(rule))


if __name__ == "__main__":
    main(sys.argv[1:])
