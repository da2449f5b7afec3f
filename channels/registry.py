"""The registry: channels found by their entry point in `tocsin.channels`, ours and other people's alike."""

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from channels.contract import Channel, ChannelSettings, Medium
from runtime import Exit, Problem, explain_faults, said

GROUP = "tocsin.channels"
Sections = Mapping[str, Mapping[str, object]]


class UnknownChannel(Problem):
    """`tocsin channels` lists the adapters that are installed; `adapter = "..."` in [channels.<name>] names one of them."""

    exit = Exit.USAGE


class BrokenChannel(Problem):
    """Its package is installed but cannot be loaded. Reinstall it, or take it out of `routes`."""

    exit = Exit.UNREACHABLE


class BadChannelSettings(Problem):
    """Correct the section in tocsin.toml; `tocsin config show --origin` shows where each value comes from."""

    exit = Exit.UNREACHABLE


class RouteWithoutSection(Problem):
    """Write its section [channels.<name>] in tocsin.toml, or name another channel; `tocsin channels` lists the adapters."""

    exit = Exit.USAGE


def adapters() -> dict[str, EntryPoint]:
    """Every installed adapter by its name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def adapter(name: str, sections: Sections) -> type[Channel]:
    """The class behind a channel's name: its section's `adapter`, else the adapter of the same name."""
    wanted = str(sections.get(name, {}).get("adapter", name))
    point = adapters().get(wanted)
    if point is None:
        raise UnknownChannel(said("No channel adapter is called '{wanted}'.", wanted=wanted))
    try:
        found: type[Channel] = point.load()
    except (ImportError, AttributeError):
        raise BrokenChannel(said("The adapter '{wanted}' does not load.", wanted=wanted)) from None
    return found


def carriers(routes: Mapping[str, Sequence[str]]) -> dict[Medium, str]:
    """The channel that carries each medium, the first of its route; a medium whose route is empty is left out."""
    return {medium: names[0] for medium, names in in_order(routes).items()}


def in_order(routes: Mapping[str, Sequence[str]]) -> dict[Medium, tuple[str, ...]]:
    """The channels of each medium, each one the relief of those before it; a medium whose route is empty is left out."""
    return {Medium(medium): tuple(dict.fromkeys(names)) for medium, names in routes.items() if names}


def settings(
    name: str, sections: Sections, home: Path, municipality: Mapping[str, str] = MappingProxyType({})
) -> ChannelSettings:
    """The validated settings of a channel of that municipality, whose names are by language; raises BadChannelSettings without repeating any value."""
    given = {key: value for key, value in sections.get(name, {}).items() if key != "adapter"}
    model = adapter(name, sections).Settings
    try:
        return model.model_validate({"home": home, "municipality": municipality, **given, "name": name})
    except ValidationError as error:
        raise BadChannelSettings(*explain_faults(error, model, lambda _: "", f"channels.{name}")) from None


def check_routes(routes: Mapping[str, Sequence[str]], sections: Sections, home: Path) -> None:
    """Raise RouteWithoutSection for the channels on the routes that have no section and cannot do without one."""
    missing = [
        said("[routes] {medium} names '{name}', which has no section.", medium=medium, name=name)
        for medium, names in routes.items()
        for name in names
        if name not in sections and not _needs_nothing(name, home)
    ]
    if missing:
        raise RouteWithoutSection(*missing)


def _needs_nothing(name: str, home: Path) -> bool:
    """Whether a channel has an adapter of its own name, and that one all settings it needs by default."""
    try:
        settings(name, {}, home)
    except (UnknownChannel, BadChannelSettings):
        return False
    return True


def open_channel(
    name: str, sections: Sections, home: Path, municipality: Mapping[str, str] = MappingProxyType({})
) -> Channel:
    """A channel ready to send; raises BadChannelSettings."""
    return adapter(name, sections)(settings(name, sections, home, municipality))
