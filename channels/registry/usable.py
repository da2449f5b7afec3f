"""Usable: which channels of the routes have settings that fit, for those who only look."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from channels.events import Answers
from channels.registry.configured import check_routes, read_channel_settings
from channels.registry.installed import Sections, find_adapter
from runtime import Problem


def usable_routes(
    routes: Mapping[str, Sequence[str]], sections: Sections, home: Path
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """The routes without the channels whose settings are missing or wrong, and what is wrong with
    those."""
    kept: dict[str, tuple[str, ...]] = {}
    wrong: list[str] = []
    for medium, names in routes.items():
        found = {name: _wrong(medium, name, sections, home) for name in names}
        kept[medium] = tuple(name for name in names if not found[name])
        wrong += (detail for details in found.values() for detail in details)
    return kept, tuple(dict.fromkeys(wrong))


def can_be_asked(name: str, sections: Sections) -> bool:
    """Whether the provider of a channel can be asked what became of a message."""
    try:
        return issubclass(find_adapter(name, sections), Answers)
    except Problem:
        return False


def faults_of_unrouted(
    routes: Mapping[str, Sequence[str]], sections: Sections, home: Path
) -> tuple[str, ...]:
    """What is wrong with the settings of channels that no route names yet."""
    routed = {name for names in routes.values() for name in names}
    wrong = (_misset(name, sections, home) for name in sections if name not in routed)
    return tuple(dict.fromkeys(detail for details in wrong for detail in details))


def _misset(name: str, sections: Sections, home: Path) -> tuple[str, ...]:
    try:
        read_channel_settings(name, sections, home)
    except Problem as problem:
        return problem.details or (problem.why,)
    return ()


def _wrong(medium: str, name: str, sections: Sections, home: Path) -> tuple[str, ...]:
    try:
        check_routes({medium: (name,)}, sections, home)
    except Problem as problem:
        return problem.details
    return _misset(name, sections, home)
