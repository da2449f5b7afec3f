"""The plot: a panel for each quantity, a line for each process, and grey where something was
brought about."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from benchmarks.soak.samples import Series

WIDTH, PANEL, LEFT, TOP, GAP = 760, 120, 60, 24, 34
COLOURS = {"serve": "#1b6ca8", "worker": "#b3541e", "scheduler": "#2f7d4f", "database": "#6b4c9a"}
Band = tuple[float, float]


def drawn(series: Sequence[Series], bands: Sequence[Band], minutes: float) -> str:
    """An SVG document, readable on a dark page too: it brings its own white."""
    panels = [(name, list(each)) for name, each in groupby(sorted(series, key=_name), _name)]
    height = TOP + len(panels) * (PANEL + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *(_legend(name, place) for place, name in enumerate(COLOURS)),
    ]
    for place, (name, lines) in enumerate(panels):
        parts += _panel(name, lines, bands, minutes, TOP + 14 + place * (PANEL + GAP))
    return "\n".join((*parts, "</svg>", ""))


def _name(series: Series) -> str:
    return series.quantity.name


def _legend(name: str, place: int) -> str:
    return f'<text x="{LEFT + place * 90}" y="16" fill="{COLOURS[name]}">{name}</text>'


def _panel(
    name: str, lines: Sequence[Series], bands: Sequence[Band], minutes: float, top: float
) -> Iterator[str]:
    most = max(max(each.values) for each in lines) * 1.1 or 1.0
    wide = WIDTH - LEFT - 10
    for begin, end in bands:
        x, across = LEFT + wide * begin / minutes, wide * (end - begin) / minutes
        yield f'<rect x="{x:.1f}" y="{top}" width="{across:.1f}" height="{PANEL}" fill="#000" fill-opacity=".05"/>'
    yield f'<path d="M{LEFT} {top}v{PANEL}h{wide}" fill="none" stroke="#888"/>'
    unit = lines[0].quantity.unit
    yield f'<text x="{LEFT}" y="{top - 4}" fill="#222">{name}{f" ({unit})" if unit else ""}</text>'
    for share in (0.0, 0.5, 1.0):
        y = top + PANEL * (1 - share / 1.1)
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{most / 1.1 * share:,.0f}</text>'
    for minute in range(0, int(minutes) + 1, 10):
        x = LEFT + wide * minute / minutes
        yield f'<text x="{x:.1f}" y="{top + PANEL + 13}" text-anchor="middle" fill="#444">{minute}</text>'
    for each in lines:
        points = " ".join(
            f"{LEFT + wide * minute / minutes:.1f},{top + PANEL * (1 - value / most):.1f}"
            for minute, value in zip(each.minutes, each.values, strict=True)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{COLOURS[each.of]}" stroke-width="1.4"/>'
