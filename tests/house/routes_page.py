"""The tables of routes of docs/api.md, made from the code: `python -m tests.house.routes_page`
writes them anew."""

from collections.abc import Iterator
from inspect import getdoc
from pathlib import Path

from fastapi.routing import APIRoute

from runtime import Right
from tests.house.markdown import cell, renewed
from web.admin.app import GROUPS
from web.admin.guards import OPEN, needs_of
from web.public.app import PAGES

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
ADMIN = tuple(route for group in GROUPS for route in group.routes if isinstance(route, APIRoute))
PUBLIC = tuple(route for group in PAGES for route in group.routes if isinstance(route, APIRoute))


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "routes_page", _lines())


def _lines() -> Iterator[str]:
    yield from ("## Every route", "", "| route | does | needs |", "|---|---|---|")
    for route in ADMIN:
        yield f"| {_called(route)} | {_does(route)} | {_needs(route)} |"
    yield from ("", f"Without a token: {', '.join(f'`GET {path}`' for path in sorted(OPEN))}.", "")
    yield from ("## Routes of the residents' pages", "")
    yield from (
        "On the public listener. A `{token}` here is that of a signed link in a message, not of staff.",
        "",
    )
    yield from ("| route | does |", "|---|---|")
    yield from (f"| {_called(route)} | {cell(getdoc(route.endpoint) or '')} |" for route in PUBLIC)


def _called(route: APIRoute) -> str:
    return f"`{', '.join(sorted(route.methods or ()))} {route.path}`"


def _does(route: APIRoute) -> str:
    summary = cell(route.summary or "")
    return f"**{summary}{'' if summary.endswith('?') else '.'}** {cell(route.description)}"


def _needs(route: APIRoute) -> str:
    needs = needs_of(route)
    if set(needs.rights) == set(Right):
        return "any"
    return (" and " if needs.every else " or ").join(f"`{right}`" for right in needs.rights)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
