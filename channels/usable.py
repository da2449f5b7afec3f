"""Usable: which channels of the routes have settings that fit, for those who only look."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from channels.registry import Sections, check_routes, settings
from runtime import Problem


def usable_routes(
    routes: Mapping[str, Sequence[str]], sections: Sections, home: Path
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The routes without the channels whose settings are missing or wrong, and what is wrong with those."""
    kept: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, tuple[str, ...]] = {}
    for medium, names in routes.items():
        for name in names:
            wrong[name] = _wrong(medium, name, sections, home)
        kept[medium] = tuple(name for name in names if not wrong[name])
    return kept, tuple(detail for details in wrong.values() for detail in details)


def _wrong(medium: str, name: str, sections: Sections, home: Path) -> tuple[str, ...]:
    try:
        check_routes({medium: (name,)}, sections, home)
        settings(name, sections, home)
    except Problem as problem:
        return problem.details
    return ()
