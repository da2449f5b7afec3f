"""docs/states.md, made from the table of moves: `python -m tests.house.states_page` writes it
anew."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from delivery.states import State
from delivery.transitions import MOVES, Move
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
TOLD = "receive"  # it begins anywhere: in the diagram it would hide all others


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "states_page", _lines())


def _lines() -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {State.QUEUED}")
    arrows: dict[tuple[State, State], list[str]] = defaultdict(list)
    for name, move in MOVES.items():
        for begins in move.begins if name != TOLD else ():
            for ends in move.ends:
                arrows[begins, ends].append(name)
    for (begins, ends), names in arrows.items():
        yield f"    {begins} --> {ends}: {', '.join(names)}"
    yield from (
        "```",
        "",
        "| move | why | from | to | sets besides | code |",
        "|---|---|---|---|---|---|",
    )
    for name, move in MOVES.items():
        yield _row(name, move)


def _row(name: str, move: Move) -> str:
    begins = "any" if set(move.begins) == set(State) else ", ".join(move.begins)
    codes = ", ".join(f"`{reason}`" for reason in move.reasons)
    cells = (
        f"`{name}`",
        move.why,
        begins,
        ", ".join(move.ends),
        ", ".join(sorted(move.sets)),
        codes,
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
