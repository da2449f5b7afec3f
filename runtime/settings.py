"""The settings themselves: everything Tocsin can be told, with its defaults."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Municipality(_Section):
    """Whose voice it is: the names, phone and page that stand in every warning."""

    name: dict[str, str] = Field(
        default={"el": "Δήμος", "en": "Municipality"},
        description="full name by language, for e-mail and pages",
    )
    sms_name: dict[str, str] = Field(
        default={"el": "ΔΗΜΟΣ", "en": "MUNICIPALITY"}, description="name an SMS begins with, by language"
    )
    phone: str = Field("15377", description="the citizens' line")
    web: str = Field("", description="the municipality's page, https")
    country: str = Field("GR", description="region in which phone numbers without a prefix are read")
    countries: tuple[str, ...] = Field(("GR",), description="regions whose mobile numbers are accepted")
    timezone: str = "Europe/Athens"
    currency: str = "EUR"
    colour: str = Field(
        "#0b4f8a", description="the head of e-mails and pages, #rrggbb", pattern=r"^#[0-9a-fA-F]{6}$"
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{name}' is not a time zone such as Europe/Athens") from None
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that staff and residents live in."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """The same moment by the clocks of the municipality."""
        return moment.astimezone(self.zone)


class Operator(_Section):
    """Who sits at this terminal: where `send --to-me` goes."""

    name: str = ""
    language: str = "el"
    phone: str = ""
    email: str = ""


class Config(_Section):
    """Everything Tocsin can be told; docs/configuration.md explains each value."""

    municipality: Municipality = Municipality()
    operator: Operator = Operator()
    database: str = Field("", description="SQLAlchemy URL; empty means tocsin.db in the home folder")
    public_base_url: str = Field(
        "", description="https address of the residents' pages; every link is built from it"
    )
    key_file: Path = Path("tocsin.key")
    templates: Path = Field(
        Path("templates"), description="the office's own templates, which win over the shipped"
    )
    log_level: str = Field("warning", pattern="^(debug|info|warning|error)$")
    patience: float = Field(
        60.0, gt=0, description="seconds `send` waits for a channel that fails before it lets go"
    )
    routes: dict[str, tuple[str, ...]] = Field(
        default={"sms": ("outbox_sms",), "email": ("outbox_email",)},
        description="the channels that carry each medium, the first is used first",
    )
    channels: dict[str, dict[str, object]] = Field(
        default={}, description="[channels.<name>]: an adapter's settings"
    )

    @field_validator("routes", mode="before")
    @classmethod
    def _every_medium(cls, routes: object) -> object:
        """A medium that is not mentioned keeps its default; an empty list means that nothing carries it."""
        default = {"sms": ("outbox_sms",), "email": ("outbox_email",)}
        if not isinstance(routes, dict):
            return routes
        strange = [medium for medium in routes if medium not in default]
        if strange:
            raise ValueError(f"'{strange[0]}' is no medium; there are {' and '.join(default)}")
        return default | routes
