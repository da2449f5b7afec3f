"""The residents' pages as somebody with a browser meets them: one municipality and one Chromium for
all tests of a file."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.town import opened_browser, opened_town
from tests.journeys.doors import Doors


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """A municipality with its doors open; one resident hears everything that others no longer
    hear."""
    with opened_town(tmp_path_factory.mktemp("town")) as doors:
        yield doors


@pytest.fixture(
    scope="module"
)  # its event loop must be gone before another file's asynchronous tests
def browser() -> Iterator[Browser]:
    """Chromium; a test that cannot have it fails and says how to get it."""
    with opened_browser() as opened:
        yield opened
