"""The options that commands of every kind have."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Metrics = Annotated[
    str,
    typer.Option(
        metavar="HOST:PORT", help="Answer /health, /ready and /metrics there. Keep it on loopback."
    ),
]
