"""The settings themselves: everything Tocsin can be told, with its defaults."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from runtime.chains import DEFAULT_CHAINS, OTHERS
from runtime.config.codes import check_languages
from runtime.config.office import Municipality, Privacy
from runtime.config.sections import (
    ApprovalSettings,
    Journal,
    LinkSettings,
    Operator,
    OutsideWatch,
    Registration,
    SettingsSection,
    StaffNotice,
    Web,
)
from runtime.sentences import said


class Config(SettingsSection):
    """Everything Tocsin can be told; docs/configuration.md explains each value."""

    municipality: Municipality = Municipality()
    privacy: Privacy = Privacy()
    operator: Operator = Operator()
    approval: ApprovalSettings = ApprovalSettings()
    staff_notice: StaffNotice = StaffNotice()
    links: LinkSettings = LinkSettings()
    web: Web = Web()
    registration: Registration = Registration()
    journal: Journal = Journal()
    watch: OutsideWatch = OutsideWatch()
    language: Literal["el", "en"] = Field(
        "en", description="in which the terminal speaks to staff: el or en"
    )
    database: str = Field(
        "", description="SQLAlchemy URL; empty means tocsin.db in the home folder"
    )
    public_base_url: str = Field(
        "", description="https address of the residents' pages; every link is built from it"
    )
    key_file: Path = Path("tocsin.key")
    templates: Path = Field(
        Path("templates"), description="the office's own templates, which win over the shipped"
    )
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$")
    patience: float = Field(
        60.0, gt=0, description="seconds `send` waits while nothing more goes out before it lets go"
    )
    languages: dict[str, tuple[str, ...]] = Field(
        default=dict(DEFAULT_CHAINS),
        description="in which languages those read, in order, who find no words in their own; Greek is always the last",
    )
    routes: dict[str, tuple[str, ...]] = Field(
        default={"sms": ("outbox_sms",), "email": ("outbox_email",)},
        description="the channels that carry each medium, the first is used first",
    )
    channels: dict[str, dict[str, object]] = Field(
        default={}, description="[channels.<name>]: an adapter's settings"
    )

    @property
    def channel_names(self) -> Sequence[str]:
        """The channels that there are: those of the routes, and those with a section."""
        routed = {name for names in self.routes.values() for name in names}
        return sorted(routed | self.channels.keys())

    @property
    def link_hosts(self) -> tuple[str, ...]:
        """The hosts to which a message of this office may lead: those of its pages, and [links]."""
        own = (self.municipality.web, self.municipality.form, self.public_base_url)
        hosts = (urlsplit(each).hostname for each in own)
        return tuple(dict.fromkeys([*filter(None, hosts), *self.links.hosts]))

    def within(self, home: Path) -> "Config":
        """The same, with the logo where it lies: in the home folder, unless it is named by its
        whole path."""
        office = self.municipality
        if office.logo is None:
            return self
        return self.model_copy(
            update={"municipality": office.model_copy(update={"logo": home / office.logo})}
        )

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, chains: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Languages that are not named keep the default chain."""
        codes = {*chains, *(code for chain in chains.values() for code in chain)} - {OTHERS}
        check_languages(sorted(codes))
        return {**DEFAULT_CHAINS, **chains}

    @field_validator("routes", mode="before")
    @classmethod
    def _every_medium(cls, routes: object) -> object:
        """A medium that is not mentioned keeps its default; an empty list means that nothing
        carries it."""
        default = {"sms": ("outbox_sms",), "email": ("outbox_email",)}
        if not isinstance(routes, dict):
            return routes
        strange = [medium for medium in routes if medium not in default]
        if strange:
            raise ValueError(
                said("'{word}' is no medium; there are sms and email", word=strange[0])
            )
        return default | routes
