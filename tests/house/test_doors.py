"""A door exports few names, and each of them for somebody: the `__init__` of a room or of a wing,
or a file that lists in `__all__` what others may import from it."""

import ast
import re
from collections.abc import Sequence

import pytest

from tests.house.architecture_page import rooms
from tests.house.measure import HERE, Source, exports, imported, names_used_twice, sources

ROOMS = rooms()
WIDEST = 25
NARROW = (
    "alerts",
    "areas",
    "channels",
    "checks",
    "delivery",
    "engine",
    "runtime",
    "staff",
    "subscribers",
    "templates",
    "web",
)
# Who writes an adapter imports from these; a page has every name.
PUBLISHED = {"channels": "docs/channels.md", "channels.testing": "docs/channels.md"}
# subscribers joins its subscriptions with contacts, in nine queries; a row of an alert or schedule
# is read outside and handed back to a verb.
TABLES = {"alerts.Alert", "alerts.schedules.Schedule", "delivery.contacts.Contact"}
READ_ONLY = {"Alert": "alerts", "Schedule": "alerts"}
# The type of a problem and a form in /openapi.json have the name of their class; an adapter's tests
# import Seen, and an adapter Trial.
SHARED = {"BadLogo", "BadValue", "ChangeShown", "NameTaken", "Seen", "Trial", "UnfitName"}


@pytest.fixture(scope="module", name="code")
def _code() -> Sequence[Source]:
    return [each for each in sources(HERE) if each.path.parts[0] != "tests"]


def test_narrow_doors_have_at_most_25_names(code: Sequence[Source]) -> None:
    widths = {door.module: len(exports(door.tree)) for door in _doors(code)}

    assert {name: width for name, width in widths.items() if width > WIDEST} == {}


def test_each_name_of_a_narrow_door_is_imported_outside(code: Sequence[Source]) -> None:
    wanted = imported(code)
    unused = {
        door.module: names
        for door in _doors(code)
        if door.module not in PUBLISHED
        and (names := {name for name in exports(door.tree) if (door.module, name) not in wanted})
    }

    assert unused == {}


def test_each_name_of_a_published_door_is_in_its_page(code: Sequence[Source]) -> None:
    named = {
        door: set(re.findall(r"`(\w+)`", (HERE / page).read_text("utf-8")))
        for door, page in PUBLISHED.items()
    }

    missing = {
        door.module: names
        for door in _doors(code)
        if door.module in PUBLISHED and (names := exports(door.tree) - named[door.module])
    }

    assert missing == {}


def test_tables_stay_behind_narrow_doors(code: Sequence[Source]) -> None:
    passed = {
        f"{door.module}.{each.name}"
        for door in _doors(code)
        for node in ast.walk(door.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".tables")
        for each in node.names
    }

    assert passed == TABLES


def test_a_table_that_passes_a_door_is_only_read(
    code: Sequence[Source],
) -> None:
    found = [
        f"{each.path}:{getattr(node, 'lineno', 0)}"
        for each in code
        for node in ast.walk(each.tree)
        if READ_ONLY.get(_table_used(node), each.path.parts[0]) != each.path.parts[0]
    ]

    assert found == []


def _table_used(node: ast.AST) -> str:
    """The name behind `Alert(...)`, `select(Alert)` or `Alert.id`, or of any other such form."""
    used: list[ast.expr] = []
    if isinstance(node, ast.Call):
        used = [node.func, *node.args]
    if isinstance(node, ast.Attribute):
        used = [node.value]
    return next(
        (each.id for each in used if isinstance(each, ast.Name) and each.id in READ_ONLY), ""
    )


def test_a_public_class_name_stands_for_one_class(code: Sequence[Source]) -> None:
    assert names_used_twice([each for each in code if each.path.parts[0] in ROOMS]) == SHARED


def _doors(code: Sequence[Source]) -> list[Source]:
    """The doors of rooms and wings that keep to the limit."""
    return [each for each in code if each.path.parts[0] in NARROW and each.is_door]
