"""How soon `tocsin --help` answers, beside a Typer application with one command."""

import sys
from pathlib import Path

from benchmarks.commands import PROGRAM, seconds_of
from benchmarks.figures import Row, Spread

RUNS, LIMIT_SECONDS = 20, 0.4
BARE = """
import typer

app = typer.Typer()


@app.command()
def greet(name: str) -> None:
    print(name)


app()
"""


def help_shown(folder: Path) -> list[Row]:
    """The median is what counts here: a single start may wait for anything."""
    script = folder / "bare.py"
    script.write_text(BARE)
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(seconds_of(sys.executable, str(script), "--help")[0])
        ours.append(seconds_of(str(PROGRAM), "--help")[0])
    mine, beside = Spread.of(ours), Spread.of(bare)
    measured = f"{mine.shown()} s; bare Typer {beside.shown()} s"
    return [Row("`tocsin --help`, median of 20", "< 0.4 s", measured, met=mine.middle < LIMIT_SECONDS)]
