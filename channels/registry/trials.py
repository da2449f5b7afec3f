"""Trials: which channels cannot leave this machine, so that nobody is told that people got what a
file or a sandbox got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from channels.contract import Medium, Trial
from channels.registry.configured import check_routes, order_routes, read_channel_settings
from channels.registry.installed import Sections


@dataclass(frozen=True, slots=True)
class Trials:
    """The channels of each medium, in order, and what becomes of the messages of those that cannot
    leave."""

    routes: Mapping[Medium, tuple[str, ...]] = field(default_factory=dict)
    by_channel: Mapping[str, Trial] = field(default_factory=dict)

    def of(self, medium: Medium) -> Trial:
        """What becomes of the messages of a medium: NONE when any channel that carries it may
        leave."""
        names = self.routes.get(medium, ())
        kinds = [self.by_channel.get(name, Trial.NONE) for name in names]
        return kinds[0] if kinds and all(kinds) else Trial.NONE

    def among(self, media: Sequence[Medium]) -> tuple[Medium, ...]:
        """Those of these media whose messages reach nobody."""
        return tuple(medium for medium in media if self.of(medium))

    def carriers_of(self, media: Sequence[str]) -> dict[str, Trial]:
        """The channels that carry these media, each with what becomes of its messages."""
        names = [name for medium in media for name in self.routes.get(Medium(medium), ())]
        return {name: self.by_channel.get(name, Trial.NONE) for name in names}

    def keep_all(self, media: Sequence[str]) -> bool:
        """Whether nothing that goes by these media can leave."""
        return bool(media) and all(self.of(Medium(medium)) for medium in media)


def find_trials(routes: Mapping[str, Sequence[str]], sections: Sections, home: Path) -> Trials:
    """Ask the settings of every channel on the routes; raises RouteWithoutSection, UnknownChannel,
    BrokenChannel or BadChannelSettings."""
    check_routes(routes, sections, home)
    ordered = order_routes(routes)
    names = dict.fromkeys(name for each in ordered.values() for name in each)
    kinds = {name: read_channel_settings(name, sections, home).trial for name in names}
    return Trials(ordered, {name: kind for name, kind in kinds.items() if kind})
