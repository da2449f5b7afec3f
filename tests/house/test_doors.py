"""A door exports few names, and each of them for somebody; the doors of delivery are the first that
keep to it."""

import ast
from collections.abc import Sequence

import pytest

from tests.house.architecture_page import rooms
from tests.house.measure import DOOR, HERE, Source, exports, imported, names_used_twice, sources

ROOMS = rooms()
WIDEST = 25
NARROW = ("delivery",)
# subscribers joins its subscriptions with contacts, in nine queries.
TABLES = {"delivery.contacts.Contact"}


@pytest.fixture(scope="module", name="code")
def _code() -> Sequence[Source]:
    return [each for each in sources(HERE) if each.path.parts[0] != "tests"]


def test_narrow_doors_have_at_most_25_names(code: Sequence[Source]) -> None:
    widths = {door.package: len(exports(door.tree)) for door in _doors(code)}

    assert {name: width for name, width in widths.items() if width > WIDEST} == {}


def test_each_name_of_a_narrow_door_is_imported_outside(code: Sequence[Source]) -> None:
    offered = {(door.package, name) for door in _doors(code) for name in exports(door.tree)}

    assert offered - imported(code) == set()


def test_tables_stay_behind_narrow_doors(code: Sequence[Source]) -> None:
    passed = {
        f"{door.package}.{each.name}"
        for door in _doors(code)
        for node in ast.walk(door.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".tables")
        for each in node.names
    }

    assert passed == TABLES


def test_no_class_of_a_narrow_room_shares_its_name(code: Sequence[Source]) -> None:
    theirs = {
        node.name
        for each in code
        if each.path.parts[0] in NARROW
        for node in each.tree.body
        if isinstance(node, ast.ClassDef)
    }

    assert (
        names_used_twice([each for each in code if each.path.parts[0] in ROOMS]) & theirs == set()
    )


def _doors(code: Sequence[Source]) -> list[Source]:
    """The doors of rooms and wings that keep to the limit."""
    return [each for each in code if each.path.name == DOOR and each.path.parts[0] in NARROW]
