"""What `tocsin lint --cases` says of one line: its findings, or why it cannot be read."""

from collections.abc import Callable, Mapping
from typing import Any

from linting.cases import BadCase, case_of, read_object
from linting.findings import LintFinding
from linting.linter import lint_case

Translate = Callable[[str], str]


def answer_line(line: str, translate: Translate = str) -> dict[str, Any]:
    """`{"id", "findings"}` for a line of JSON; `{"id", "error"}` for one that is no case."""
    told: Mapping[str, Any] = {}
    try:
        told = read_object(line)
        found = lint_case(case_of(told))
    except BadCase as error:
        return {**_id(told), "error": str(error)}
    return {"id": told.get("id", ""), "findings": [finding_json(each, translate) for each in found]}


def finding_json(found: LintFinding, translate: Translate) -> dict[str, Any]:
    """One finding as a program reads it."""
    return {
        "rule": found.rule,
        "level": found.level.value,
        "start": found.start,
        "end": found.end,
        "say": translate(found.say),
    }


def _id(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": told["id"]} if "id" in told else {}
