"""How soon `tocsin --help` answers, beside a Typer application with one command."""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.commands import PROGRAM
from benchmarks.figures import Row, Spread

RUNS, TIMES_BARE = 20, 1.6
BARE = """
import typer

app = typer.Typer()


@app.command()
def greet(name: str) -> None:
    print(name)


app()
"""


def help_shown(folder: Path) -> list[Row]:
    """The two in turn; the ratio of the medians counts: a single start may wait for anything."""
    script = folder / "bare.py"
    script.write_text(BARE)
    bare, ours = [], []
    for _ in range(RUNS):
        bare.append(_seconds(sys.executable, str(script), "--help"))
        ours.append(_seconds(str(PROGRAM), "--help"))
    mine, beside = Spread.of(ours), Spread.of(bare)
    times = mine.middle / beside.middle
    return [
        Row(
            f"`tocsin --help` over bare Typer, medians of {RUNS}",
            f"<= {TIMES_BARE}",
            f"{mine.shown()} s; bare Typer {beside.shown()} s",
            f"{times:.2f}",
            met=times <= TIMES_BARE,
        )
    ]


def _seconds(*words: str) -> float:
    began = perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began
