"""The situation that all checks look at: one home at one moment."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from channels import ChannelSettings, Medium
from channels.registry import Trials, check_routes, find_trials, order_routes, read_channel_settings
from checks.load import Load
from delivery.monitoring import count_load
from delivery.sending import stopped_lanes
from runtime import Home, moment


def free_bytes(folder: Path) -> int:
    """How many bytes this user may still write where a folder is."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True)
class Situation:
    """A home, the moment that this process goes by, and how the free space of its disk is asked
    for, in bytes."""

    home: Home
    now: datetime
    free: Callable[[Path], int] = free_bytes

    @classmethod
    def of(cls, home: Home) -> "Situation":
        """The situation of a home as it is now."""
        return cls(home, home.now())

    @cached_property
    def routes(self) -> Mapping[Medium, tuple[str, ...]]:
        """The channels that carry each medium, in order."""
        return order_routes(self.home.config.routes)

    @cached_property
    def load(self) -> Load:
        """What waits and what delivers, looked up once; raises BadChannelSettings."""
        rates = {medium: self.settings_of(names[0]).rate for medium, names in self.routes.items()}
        with self.home.database.reading() as session:
            return Load(
                count_load(session, now=moment(session)),
                rates,
                self.routes,
                tuple(stopped_lanes(session)),
            )

    @cached_property
    def trials(self) -> Trials:
        """Which channels cannot leave this machine; raises BadChannelSettings."""
        return find_trials(self.home.config.routes, self.home.config.channels, self.home.path)

    def settings_of(self, channel: str) -> ChannelSettings:
        """The settings of a channel; raises RouteWithoutSection or BadChannelSettings."""
        routes = self.home.config.routes
        naming = {medium: [channel] for medium, names in routes.items() if channel in names}
        check_routes(naming, self.home.config.channels, self.home.path)
        return read_channel_settings(channel, self.home.config.channels, self.home.path)
