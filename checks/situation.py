"""The situation that all checks look at: one home at one moment."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from alerts import EXAMPLE, Office, alert_page
from channels import UNSUBSCRIBE_SLOT, ChannelSettings, Medium
from channels.registry import Trials, check_routes, find_trials, order_routes, read_channel_settings
from checks.load import Load
from delivery.monitoring import count_load
from delivery.sending import stopped_lanes
from runtime import Home, moment
from templates import Links
from templates.proofs import Proof, ProofRenderer


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
    def office(self) -> Office:
        """What this home knows when it writes an alert, its templates among it."""
        return Office.of(self.home)

    @property
    def noon(self) -> datetime:
        """The moment at which the examples of templates hold, whatever the hour is now."""
        local = self.now.astimezone(self.home.config.municipality.zone)
        return local.replace(hour=12, minute=0, second=0, microsecond=0)

    @cached_property
    def proofs(self) -> Mapping[Medium, Sequence[Proof]]:
        """Every alert with its examples, and what corrects it, by medium: rendered once for all
        checks, as it would go out today."""
        return {medium: list(self._proved(medium)) for medium in Medium}

    def _proved(self, medium: Medium) -> Iterator[Proof]:
        office = self.office
        unsubscribe = UNSUBSCRIBE_SLOT if office.base_url else ""
        limits = office.channels.get(medium, ChannelSettings()).part_limits
        pages = alert_page(office.base_url, EXAMPLE) if office.base_url else ""
        links = Links(unsubscribe, pages, number=EXAMPLE)
        return office.catalogue.prove(
            ProofRenderer(office.municipality, medium, self.noon, limits, links)
        )

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
