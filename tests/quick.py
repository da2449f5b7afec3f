"""What `pytest --quick` leaves out: PostgreSQL, processes, made-up examples, and what takes
long."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FOLDERS = ("journeys", "browser", "deploy", "hours")
# Fixtures that start a server or a command.
STARTS = frozenset({"servers", "bare", "installation"})
MARKS = ("slow", "hypothesis")


def add_quick(parser: pytest.Parser) -> None:
    """The option itself."""
    told = "leave out PostgreSQL, processes, what hypothesis makes up, and tests marked `slow`"
    parser.addoption("--quick", action="store_true", help=told)


def is_left_out(folder: Path) -> bool:
    """Whether a quick run does not even look into a folder."""
    return folder.parent == TESTS and folder.name in FOLDERS


def keep_quick(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other tests out of those that were found."""
    left = [item for item in items if not _is_quick(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if _is_quick(item)]


def _is_quick(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    asks = STARTS & set(getattr(item, "fixturenames", ()))
    on_postgresql = call is not None and "postgresql" in call.params.values()
    return (
        not asks and not on_postgresql and not any(item.get_closest_marker(mark) for mark in MARKS)
    )
