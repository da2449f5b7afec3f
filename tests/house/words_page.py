"""The tables of docs/words.md, made from the code: `python -m tests.house.words_page` writes them
anew."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from alerts.plain_words import (
    BLOCK_WORDS,
    DOUBLED_WORDS,
    KNOWLEDGE_WORDS,
    LANE_WORDS,
    REACH_WORDS,
    ROUTE_WORDS,
)
from alerts.plain_words.delivery_words import FAILURE_WORDS, QUARANTINED_WORDS
from channels.explanations import CODES, ENHANCED_MAIL, OUTCOMES
from delivery import State
from delivery.status import Knowledge
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "words.md"


def tables() -> str:
    """All tables, as they stand behind the mark."""
    parts = (
        _section("What became of a message", ("state", "staff read"), _states()),
        _section("Other words", ("machine", "staff read"), _others()),
        _section("Outcomes of one try", ("outcome", "staff read"), OUTCOMES.items()),
        _section("Codes", ("code", "staff read"), _codes()),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "words_page", tables().splitlines())


def _section(title: str, heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (f"## {title}", "", f"| {heads[0]} | {heads[1]} |", "|---|---|")
    yield from (f"| `{machine}` | {words} |" for machine, words in rows)
    yield ""


def _states() -> Iterator[tuple[str, str]]:
    for state in State:
        words = KNOWLEDGE_WORDS[Knowledge.of(state)]
        yield (
            state,
            f"{words}: {FAILURE_WORDS[state]}, or the code in words"
            if state in FAILURE_WORDS
            else words,
        )


def _others() -> Iterator[tuple[str, str]]:
    yield "doubled", DOUBLED_WORDS
    yield "held (a copied home)", QUARANTINED_WORDS
    named: tuple[tuple[str, Mapping[Any, str]], ...] = (
        ("lane", LANE_WORDS),
        ("road", ROUTE_WORDS),
        ("reach", REACH_WORDS),
        ("block", BLOCK_WORDS),
    )
    for what, words in named:
        yield from (
            (f"{what} {machine}".strip(), told) for machine, told in words.items() if machine
        )


def _codes() -> list[tuple[str, str]]:
    return sorted(
        {**CODES, **ENHANCED_MAIL}.items(), key=lambda each: (not each[0][0].isdigit(), each[0])
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
