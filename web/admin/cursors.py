"""Cursors: where the next page of a list begins, opaque to whoever hands them back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from runtime import UsageProblem

MOST = 200
LARGEST = 2**63 - 1
T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=MOST, description="how many at most")]
After = Annotated[
    str, Query(max_length=60, description="`next` of the page before; empty for the first")
]


class BadCursor(UsageProblem):
    """A cursor belongs to the list that gave it. Begin again without `after`."""


def cursor(kind: str, number: int) -> str:
    """A cursor behind that number in a list of that kind."""
    return urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")


def number_of(kind: str, text: str) -> int:
    """The number that a cursor of that kind stands behind, 0 for none; raises BadCursor."""
    if not text:
        return 0
    try:
        decoded = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
    except ValueError:
        raise BadCursor("This is no cursor.") from None
    found, _, number = decoded.partition(":")
    if (
        found != kind
        or not number.isascii()
        or not number.isdigit()
        or not 0 < int(number) <= LARGEST
    ):
        raise BadCursor("This cursor is of another list.")
    return int(number)


def page(found: Sequence[T], limit: int) -> tuple[Sequence[T], bool]:
    """The first `limit` of what was found, and whether there is more: look for one more than the
    limit."""
    return found[:limit], len(found) > limit
