"""The album, docs/every-page.md: every page of the residents in each of its states, in Greek on a
phone and in English on a desk."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from playwright.sync_api import ViewportSize

from tests.browser.walk import Visitor

PAGE = Path(__file__).parents[2] / "docs" / "every-page.md"
FOLDER = PAGE.parent / "screenshots" / "album"
SCREENS: Mapping[str, ViewportSize] = {
    "el": {"width": 320, "height": 1000},
    "en": {"width": 1280, "height": 800},
}
LARGEST = 100_000
HEAD = """# Every page that a resident meets

In the order of one resident's way: registering, with some mistakes; at home; reading; leaving. Of a long page only its
top. `tests/browser/test_browser_every_page.py` walks the same way in both languages on a phone and on a desk, by day and by
night, with large text and in the visitor's own colours; `make screenshots` draws this page anew.

"""


def keep(visitor: Visitor, name: str) -> None:
    """A photograph of what a visitor sees; a picture without loss would be four times as large."""
    visitor.page.set_viewport_size(SCREENS[visitor.language])
    taken = visitor.page.screenshot(animations="disabled", type="jpeg", quality=40)
    assert len(taken) < LARGEST, f"{name} has {len(taken)} bytes"
    (FOLDER / f"{name}-{visitor.language}.jpeg").write_bytes(taken)


def page(names: Iterable[str]) -> str:
    """docs/every-page.md with the pages of these names."""
    return HEAD + "\n".join(_lines(names)) + "\n"


def _lines(names: Iterable[str]) -> Iterator[str]:
    yield "| page | in Greek, on a phone | in English, on a desk |"
    yield "|---|---|---|"
    for name in names:
        phone, desk = (
            f'<img src="screenshots/album/{name}-{language}.jpeg" width="{width}" alt="{name}">'
            for language, width in (("el", 160), ("en", 480))
        )
        yield f"| `{name}` | {phone} | {desk} |"
