"""The office as residents meet it: its names, how it is reached, and what it does with their
data."""

from datetime import datetime
from pathlib import Path
from re import fullmatch
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from runtime.articles import Proposal
from runtime.chains import in_language
from runtime.config.codes import check_countries, check_currency, check_languages
from runtime.config.sections import SettingsSection
from runtime.sentences import said
from runtime.titles import propose_beginning, propose_genitive


class Municipality(SettingsSection):
    """Whose voice it is: the names, phone and page that stand in every warning."""

    name: dict[str, str] = Field(
        default={"el": "Δήμος", "en": "Municipality"},
        description="full name by language, for e-mail and pages",
    )
    beginning: dict[str, str] = Field(
        default={},
        description="the name where a sentence begins with it, by language: «Ο Δήμος ...»",
    )
    genitive: dict[str, str] = Field(
        default={}, description="whose something is, by language: «του Δήμου ...»"
    )
    sms_name: dict[str, str] = Field(
        default={"el": "ΔΗΜΟΣ", "en": "MUNICIPALITY"},
        description="name an SMS begins with, by language",
    )
    phone: str = Field("15377", description="the citizens' line")
    web: str = Field("", description="the municipality's page, https")
    desk: dict[str, str] = Field(
        default={}, description="street and opening hours of the desk that registers, by language"
    )
    email: str = Field("", description="mailbox in which residents write to the office")
    form: str = Field(
        "", description="https address of a form by which residents write, deaf people above all"
    )
    charges: dict[str, str] = Field(
        default={},
        description="what residents pay all the same, such as a call to the line, by language",
    )
    country: str = Field(
        "GR", description="region in which phone numbers without a prefix are read"
    )
    countries: tuple[str, ...] = Field(
        ("GR",), description="regions whose mobile numbers are accepted"
    )
    timezone: str = "Europe/Athens"
    currency: str = "EUR"
    colour: str = Field(
        "#0b4f8a",
        description=said("the head of e-mails and pages, #rrggbb"),
        pattern=r"^#[0-9a-fA-F]{6}$",
    )
    logo: Path | None = Field(
        None,
        description=said(
            "PNG or JPEG file in the home folder, at most 32 KB, in the head of e-mails"
        ),
    )

    @field_validator("name", "beginning", "genitive", "sms_name", "desk", "charges")
    @classmethod
    def _known_languages(cls, given: dict[str, str]) -> dict[str, str]:
        check_languages(given)
        return given

    @field_validator("country")
    @classmethod
    def _known_country(cls, given: str) -> str:
        check_countries([given])
        return given

    @field_validator("countries")
    @classmethod
    def _known_countries(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        check_countries(given)
        return given

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, given: str) -> str:
        check_currency(given)
        return given

    @field_validator("logo", mode="before")
    @classmethod
    def _no_logo(cls, path: object) -> object:
        return path or None

    @field_validator("email")
    @classmethod
    def _mailbox(cls, given: str) -> str:
        return _mailbox(given)

    @field_validator("form")
    @classmethod
    def _web_form(cls, given: str) -> str:
        if given and not fullmatch(r"https://[^\s/]+\S*", given):
            raise ValueError(said("write a web address that begins with https://"))
        return given

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(
                said("'{name}' is not a time zone such as Europe/Athens", name=name)
            ) from None
        return name

    def begins(self, language: str) -> Proposal:
        """The name where a sentence begins with it, as it is set, else as its kind says."""
        set_so = self.beginning.get(language, "")
        proposed = propose_beginning(language, in_language(self.name, language))
        return Proposal(set_so) if set_so else proposed

    def owns(self, language: str) -> Proposal:
        """Whose something is, as it is set, else as the kind of office says; no words where neither
        says it."""
        set_so = self.genitive.get(language, "")
        proposed = propose_genitive(language, in_language(self.name, language))
        return Proposal(set_so) if set_so else proposed

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that staff and residents live in."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """The same moment by the clocks of the municipality."""
        return moment.astimezone(self.zone)


class Privacy(SettingsSection):
    """What the privacy page says of the office beside what Tocsin itself keeps."""

    officer: dict[str, str] = Field(
        default={}, description="name of the Data Protection Officer, by language"
    )
    officer_email: str = Field("", description="the officer's mailbox")
    officer_phone: str = Field("", description="the officer's phone")
    processors: dict[str, tuple[str, ...]] = Field(
        default={},
        description="companies that process data for the municipality, each with what it does, by language",
    )
    retention: dict[str, tuple[str, ...]] = Field(
        default={},
        description="what is kept for how long beside what Tocsin deletes by itself, such as backups, by language",
    )

    @field_validator("officer")
    @classmethod
    def _known_languages(cls, given: dict[str, str]) -> dict[str, str]:
        check_languages(given)
        return given

    @field_validator("processors", "retention")
    @classmethod
    def _known_of_lists(cls, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        check_languages(given)
        return given

    @field_validator("officer_email")
    @classmethod
    def _mailbox(cls, given: str) -> str:
        return _mailbox(given)


def _mailbox(given: str) -> str:
    if given and not fullmatch(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+", given):
        raise ValueError(said("write an e-mail address, such as help@example.gr"))
    return given
