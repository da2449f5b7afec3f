"""`python -m benchmarks.against FOLDER [sms] [email] [--runs 11]`: this checkout and another one
send in turn; the ratio of their medians.

FOLDER is a clone of an earlier commit in which `make .venv/.ready` was run. Each sends with its own
program and its own home, to a sink of its own, so that neither warms anything for the other."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.sinks import Missing, check_programs

RUNS, LEAST = 5, 0.95
HERE = Path(__file__).parent.parent
# Runs in the other checkout as well, so it uses only what both have; a run for each line on stdin.
SENDER = """
import sys
from pathlib import Path
from benchmarks import dispatch
from benchmarks.homes import Port, new_home, settle, told_by
medium, folder = dispatch.Medium(sys.argv[1]), Path(sys.argv[2])
with {"sms": dispatch.http_sink, "email": dispatch.smtp_sink}[medium](folder) as sink:
    home = new_home(folder / "home", Port(medium, sink.port))
    home.database.close()
    settle(home.path, told_by(medium, dispatch.RECIPIENTS))
    course = dispatch.Course(medium, folder, home.path, sink)
    for _ in sys.stdin:
        print(course.ours().rate, flush=True)
"""


class CheckoutProcess:
    """One checkout, ready to send 20,000 messages whenever it is asked to."""

    def __init__(self, checkout: Path, medium: str, folder: Path) -> None:
        words = (
            str(checkout / ".venv/bin/python"),
            "-W",
            "ignore",
            "-c",
            SENDER,
            medium,
            str(folder),
        )
        self._process = subprocess.Popen(
            words, cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def rate(self) -> float:
        """Messages a second of one more run."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def __enter__(self) -> "CheckoutProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def main() -> int:
    """Compare; the exit code is 1 when a medium is slower than 0.95 of the other checkout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description=__doc__)
    parser.add_argument("other", type=Path, metavar="FOLDER")
    parser.add_argument("media", nargs="*", default=["sms", "email"])
    parser.add_argument("--runs", type=int, default=RUNS, help="of each")
    asked = parser.parse_args()
    try:
        check_programs()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    ratios = [_compared(asked.other.resolve(), medium, asked.runs) for medium in asked.media]
    return int(min(ratios) < LEAST)


def _compared(other: Path, medium: str, runs: int) -> float:
    with ExitStack() as stack:
        folders = [
            Path(stack.enter_context(TemporaryDirectory(prefix="tocsin-bench-"))) for _ in range(2)
        ]
        for folder in folders:
            folder.chmod(0o755)
        there = stack.enter_context(CheckoutProcess(other, medium, folders[0]))
        here = stack.enter_context(CheckoutProcess(HERE, medium, folders[1]))
        for sender in (there, here):
            sender.rate()  # warms the disk's cache
        before: list[float] = []
        after: list[float] = []
        for number in range(runs):
            # Each goes first as often as the other: the machine is warmer for the second.
            turns = ((there, before), (here, after))
            for sender, rates in turns if number % 2 else reversed(turns):
                rates.append(sender.rate())
            print(f"  {medium}: there {before[-1]:,.0f}/s   here {after[-1]:,.0f}/s", flush=True)
    ratio = median(after) / median(before)
    print(f"{medium}: there {_three(before)}, here {_three(after)} a second: {ratio:.2f}")
    return ratio


def _three(rates: Sequence[float]) -> str:
    return f"{min(rates):,.0f} / {median(rates):,.0f} / {max(rates):,.0f}"


if __name__ == "__main__":
    sys.exit(main())
