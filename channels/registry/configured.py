"""The registry: the channels that the configuration names, with their settings and in their
order."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pydantic import ConfigDict, ValidationError

from channels.contract import Channel, ChannelSettings, Medium, Trial
from channels.failures import ChannelFailure
from channels.registry.bounded import caught
from channels.registry.checked import AdapterFault
from channels.registry.installed import (
    BrokenChannel,
    Sections,
    UnknownChannel,
    find_adapter,
    load_fault_of,
)
from channels.registry.standard_output import adapter_output
from runtime import Exit, Problem, said
from runtime.config import explain_faults


class BadChannelSettings(Problem):
    """Correct the section in tocsin.toml; `tocsin config show --origin` shows where each value
    comes from."""

    exit = Exit.UNREACHABLE


class RouteWithoutSection(Problem):
    """Write its section [channels.<name>] in tocsin.toml, or name another channel; `tocsin
    channels` lists the adapters."""

    exit = Exit.USAGE


class WrongMedium(Problem):
    """Put it under the medium that it carries, in [routes] of tocsin.toml."""

    exit = Exit.USAGE


class CommonSettings(ChannelSettings):
    """What is understood of a section whose adapter cannot be used: what every channel can be
    told."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def first_channels(routes: Mapping[str, Sequence[str]]) -> dict[Medium, str]:
    """The channel that carries each medium, the first of its route; a medium whose route is empty
    is left out."""
    return {medium: names[0] for medium, names in order_routes(routes).items()}


def order_routes(routes: Mapping[str, Sequence[str]]) -> dict[Medium, tuple[str, ...]]:
    """The channels of each medium, each one the relief of those before it; a medium whose route is
    empty is left out."""
    return {
        Medium(medium): tuple(dict.fromkeys(names)) for medium, names in routes.items() if names
    }


def read_channel_settings(
    name: str,
    sections: Sections,
    home: Path,
    municipality: Mapping[str, str] = MappingProxyType({}),
) -> ChannelSettings:
    """The validated settings of a channel of that municipality, whose names are by language; raises
    BadChannelSettings without repeating any value.

    Of a channel whose program cannot be used they are CommonSettings: it keeps no other from being
    used."""
    given = {key: value for key, value in sections.get(name, {}).items() if key != "adapter"}
    told = {"home": home, "municipality": municipality, **given, "name": name}
    try:
        return _validated(find_adapter(name, sections).Settings, told)
    except (BrokenChannel, AdapterFault, ChannelFailure):
        return _validated(CommonSettings, told)


def _validated(model: type[ChannelSettings], told: Mapping[str, object]) -> ChannelSettings:
    """These settings, once; what they say of themselves is looked at too, since an adapter's own
    program says it."""
    name = str(told["name"])
    try:
        with adapter_output(name):
            valid = caught(lambda: model.model_validate(told), ValidationError)
            caught(
                lambda: (
                    str(valid.provider),
                    Trial(valid.trial),
                    valid.tells_at.strip(),
                    bool(valid.tells),
                )
            )
    except ValidationError as error:
        raise BadChannelSettings(
            *explain_faults(error, model, lambda _: "", f"channels.{name}")
        ) from None
    return valid


def check_routes(routes: Mapping[str, Sequence[str]], sections: Sections, home: Path) -> None:
    """Raise RouteWithoutSection for the channels on the routes that have no section and cannot do
    without one, and WrongMedium for those that carry another."""
    missing = [
        said("[routes] {medium} names '{name}', which has no section.", medium=medium, name=name)
        for medium, names in routes.items()
        for name in names
        if name not in sections and not _needs_nothing(name, home)
    ]
    if missing:
        raise RouteWithoutSection(*missing)
    wrong = [
        said(
            "[routes] {medium} names '{name}', which carries {carried}.",
            medium=medium,
            name=name,
            carried=carried,
        )
        for medium, names in routes.items()
        for name in names
        if (carried := _medium_of(name, sections)) not in {None, medium}
    ]
    if wrong:
        raise WrongMedium(*wrong)


def _needs_nothing(name: str, home: Path) -> bool:
    """Whether a channel has an adapter of its own name, and that one all settings it needs by
    default."""
    try:
        read_channel_settings(name, {}, home)
    except (UnknownChannel, BadChannelSettings):
        return False
    return True


def open_channel(
    name: str,
    sections: Sections,
    home: Path,
    municipality: Mapping[str, str] = MappingProxyType({}),
) -> Channel:
    """A channel ready to send, as its adapter made it; raises BadChannelSettings or
    BrokenChannel."""
    made, told = (
        find_adapter(name, sections),
        read_channel_settings(name, sections, home, municipality),
    )
    try:
        with adapter_output(name):
            return caught(lambda: made(told), Problem, KeyboardInterrupt)
    except (AdapterFault, ChannelFailure) as fault:
        raise BrokenChannel(load_fault_of(name, fault)) from None


def _medium_of(name: str, sections: Sections) -> Medium | None:
    try:
        return find_adapter(name, sections).medium
    except (UnknownChannel, BrokenChannel):
        return None
