"""`python -m benchmarks [ROW...] [--write]`: run some rows or all, print them, and keep them in
README.md if asked to."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.attack import held_open, pumped
from benchmarks.beside import beside_imports
from benchmarks.bulk import bulk_import
from benchmarks.dispatch import email, sms
from benchmarks.figures import Row
from benchmarks.first import first_message
from benchmarks.million import to_a_million
from benchmarks.proof import proofs
from benchmarks.sinks import Missing, check_programs
from benchmarks.startup import help_shown
from benchmarks.stuck import slots_hanging
from benchmarks.written import keep, table

ROWS: Mapping[str, Callable[[Path], list[Row]]] = {
    "email": email,
    "sms": sms,
    "million": to_a_million,
    "first": first_message,
    "stuck": slots_hanging,
    "attack": pumped,
    "held": held_open,
    "proof": proofs,
    "import": bulk_import,
    "beside": beside_imports,
    "help": help_shown,
}


def main() -> int:
    """Run the rows asked for; the exit code is 1 when a target is missed or a program is
    missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    parser.add_argument(
        "--write", action="store_true", help="put the figures into benchmarks/README.md"
    )
    asked = parser.parse_args()
    if strange := set(asked.rows) - set(ROWS):
        parser.error(f"there is no row '{min(strange)}'; there are {', '.join(ROWS)}")
    rows = asked.rows or list(ROWS)
    try:
        if not {"help", "held", "proof"}.issuperset(rows):
            check_programs()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    found = [row for name in rows for row in _measured(name)]
    print("\n".join(table(found)))
    if asked.write:
        keep(found)
    return int(any(row.met is False for row in found))


def _measured(name: str) -> list[Row]:
    print(f"{name} ...", flush=True)
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        Path(folder).chmod(0o755)
        return ROWS[name](Path(folder))


if __name__ == "__main__":
    sys.exit(main())
