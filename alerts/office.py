"""The office that speaks: templates, voice, channels and rules, as an alert needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from channels import ChannelSettings, Medium
from channels.registry import Trials, find_trials, first_channels, read_channel_settings
from runtime import Home, Keys, Municipality
from runtime.chains import DEFAULT_CHAINS, Chains
from runtime.config import ApprovalSettings, StaffNotice
from templates import Catalogue


@dataclass(frozen=True, slots=True)
class Duty:
    """Where staff are told, and the keys that hide their addresses."""

    keys: Keys
    notice: StaffNotice


@dataclass(frozen=True, slots=True)
class Office:
    """What an alert needs to know of who sends it: templates, whose voice it is, the channel behind
    each medium, the rules for staff."""

    catalogue: Catalogue
    municipality: Municipality
    channels: Mapping[Medium, ChannelSettings]
    base_url: str
    approval: ApprovalSettings = ApprovalSettings()
    duty: Duty | None = None  # None: nobody can be told
    trials: Trials = Trials()
    languages: Chains = field(default_factory=lambda: DEFAULT_CHAINS)
    link_hosts: tuple[str, ...] = ()  # none: whatever host a link names

    @classmethod
    def of(cls, home: Home) -> "Office":
        """The office of a home; loads the channel adapters. Raises RouteWithoutSection first of
        all."""
        config = home.config
        leaving = find_trials(config.routes, config.channels, home.path)
        channels = {
            medium: read_channel_settings(name, config.channels, home.path)
            for medium, name in first_channels(config.routes).items()
        }
        catalogue = Catalogue.load(home.path / config.templates, config.municipality)
        duty = Duty(home.keys, config.staff_notice)
        return cls(
            catalogue,
            config.municipality,
            channels,
            config.public_base_url,
            config.approval,
            duty,
            leaving,
            config.languages,
            config.link_hosts,
        )
