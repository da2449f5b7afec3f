"""docs/states.md, made from the tables of moves: `python -m tests.house.states_page` writes it
anew."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from alerts.transitions import MOVES as ALERT_MOVES
from alerts.transitions import NEW, AlertMove
from delivery.states import State
from delivery.transitions import MOVES, Move
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
TOLD = "receive"  # it begins anywhere: in the diagram it would hide all others


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "states_page", _lines())


def _lines() -> Iterator[str]:
    yield from _diagram(State.QUEUED, {name: each for name, each in MOVES.items() if name != TOLD})
    yield from (
        "| move | why | from | to | sets besides | code |",
        "|---|---|---|---|---|---|",
    )
    yield from (_row(name, move) for name, move in MOVES.items())
    yield from (
        "",
        "## The states of an alert",
        "",
        "`alerts/transitions.py` has every move of an alert, and is the only file that writes its"
        " state. An alert that is sent is sending again when a message of it is to leave once more.",
        "",
    )
    yield from _diagram(NEW, ALERT_MOVES)
    yield from ("| move | why | from | to |", "|---|---|---|---|")
    for name, move in ALERT_MOVES.items():
        begins, ends = ", ".join(move.begins), ", ".join(move.ends)
        yield f"| `{name}` | {move.why} | {begins} | {ends} |"


def _diagram(first: str, moves: Mapping[str, Move] | Mapping[str, AlertMove]) -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {first}")
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, move in moves.items():
        for begins in move.begins:
            for ends in move.ends:
                arrows[begins, ends].append(name)
    for (begun, ended), names in arrows.items():
        yield f"    {begun} --> {ended}: {', '.join(names)}"
    yield from ("```", "")


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
