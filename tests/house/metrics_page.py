"""The table of docs/monitoring.md, made from the code: `python -m tests.house.metrics_page` writes
it anew."""

from collections.abc import Iterator
from pathlib import Path

from delivery.monitoring import ALL_METRICS
from tests.house.markdown import renewed
from web.gauges import BUILD, CHECK, GAUGES, READABLE
from web.requests import REQUESTS, REQUESTS_LABELS, REQUESTS_TELL, SECONDS, SECONDS_TELL

PAGE = Path(__file__).parents[2] / "docs" / "monitoring.md"

Row = tuple[str, str, tuple[str, ...], str]


def rows() -> Iterator[Row]:
    """Every metric: its name, kind, labels and what it tells."""
    for gauge in (*GAUGES, CHECK, READABLE, BUILD):
        yield gauge.name, "gauge", gauge.labels, gauge.tells
    for measure in ALL_METRICS:
        yield (
            measure.name,
            "histogram" if measure.bounds else "counter",
            measure.labels,
            measure.tells,
        )
    yield REQUESTS, "counter", REQUESTS_LABELS, REQUESTS_TELL
    yield SECONDS, "histogram", ("listener",), SECONDS_TELL


def series() -> frozenset[str]:
    """The names under which Prometheus keeps them; a histogram has three."""
    return frozenset(
        name + ending
        for name, kind, _, _ in rows()
        for ending in (("_bucket", "_sum", "_count") if kind == "histogram" else ("",))
    )


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "metrics_page", _lines())


def _lines() -> Iterator[str]:
    yield from ("| metric | kind | labels | what it tells |", "|---|---|---|---|")
    for name, kind, labels, tells in rows():
        yield f"| `{name}` | {kind} | {', '.join(f'`{label}`' for label in labels)} | {tells} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
