"""Installed adapters: found by their entry point in `tocsin.channels`, ours and other people's
alike."""

import sys
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points

from channels.contract import Channel, ChannelSettings, Medium
from channels.failures import BUG, ChannelFailure
from channels.registry.bounded import caught
from channels.registry.checked import AdapterFault
from channels.registry.standard_output import adapter_output
from runtime import Exit, Problem, said

GROUP, OURS = "tocsin.channels", "tocsin"
Sections = Mapping[str, Mapping[str, object]]


class UnknownChannel(Problem):
    """`tocsin channels` lists the adapters that are installed; `adapter = "..."` in
    [channels.<name>] names one of them."""

    exit = Exit.USAGE


class BrokenChannel(Problem):
    """Its package is installed but its program cannot be used. Reinstall it, or take it out of
    `routes`; until then the next channel of the route carries its messages, if there is one."""

    exit = Exit.UNREACHABLE


class DoubledChannel(BrokenChannel):
    """Nobody can know which of them is meant, so neither is used. Uninstall all but one: `python -m
    pip uninstall PACKAGE`."""


def list_adapters() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Every installed adapter by its name; more than one where packages have the same name for
    theirs."""
    return _installed(tuple(sys.path))


# Reading it takes 20 ms, and a command asks many times.
@lru_cache(maxsize=8)
def _installed(_path: tuple[str, ...]) -> Mapping[str, tuple[EntryPoint, ...]]:
    """What is installed on that path, which is this process's."""
    found: dict[str, tuple[EntryPoint, ...]] = {}
    for point in entry_points(group=GROUP):
        found[point.name] = (*found.get(point.name, ()), point)
    return found


def find_adapter(name: str, sections: Sections) -> type[Channel]:
    """The class behind a channel's name: its section's `adapter`, else the adapter of the same
    name; raises UnknownChannel or BrokenChannel."""
    wanted = str(sections.get(name, {}).get("adapter", name))
    points = list_adapters().get(wanted, ())
    if not points:
        raise UnknownChannel(said("No channel adapter is called '{wanted}'.", wanted=wanted))
    if len(points) > 1:
        packages = ", ".join(sorted(map(package_of, points)))
        raise DoubledChannel(
            said(
                "Several packages have a channel '{wanted}': {packages}.",
                wanted=wanted,
                packages=packages,
            )
        )
    try:
        with adapter_output(wanted):
            found: type[Channel] = caught(points[0].load, KeyboardInterrupt)
    except (AdapterFault, ChannelFailure) as fault:
        raise BrokenChannel(load_fault_of(wanted, fault)) from None
    if lacking := _lacking(found):
        raise BrokenChannel(
            said("The adapter '{wanted}' is no channel: {lacking}.", wanted=wanted, lacking=lacking)
        )
    return found


def package_of(point: EntryPoint) -> str:
    """The package that an adapter came with."""
    return point.dist.name if point.dist is not None else point.module


def is_ours(name: str, sections: Sections) -> bool:
    """Whether a channel's adapter is shipped with Tocsin."""
    wanted = str(sections.get(name, {}).get("adapter", name))
    return [package_of(point) for point in list_adapters().get(wanted, ())] == [OURS]


def load_fault_of(name: str, fault: AdapterFault | ChannelFailure) -> str:
    """Why an adapter does not load, in words."""
    kind = fault.code.removeprefix(BUG) or type(fault).__name__
    where = getattr(fault, "where", "")
    return said(
        "The adapter '{wanted}' does not load: {kind} ({where}).",
        wanted=name,
        kind=kind,
        where=where or "?",
    )


def _lacking(found: type[Channel]) -> str:
    """What an adapter has not that every channel has; empty when nothing is missing."""
    kind = getattr(found, "Settings", None)
    wanted = {
        "medium": getattr(found, "medium", None) in set(Medium),
        "Settings": isinstance(kind, type) and issubclass(kind, ChannelSettings),
        "send": callable(getattr(found, "send", None)),
        "close": callable(getattr(found, "close", None)),
    }
    return ", ".join(name for name, there in wanted.items() if not there)
