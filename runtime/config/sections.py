"""The sections of the settings, each with its defaults."""

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from re import fullmatch
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from runtime.config.codes import check_languages
from runtime.config.ports import host_and_port
from runtime.sentences import said


class SettingsSection(BaseModel):
    """A part of the settings: it never changes, and knows no other names than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Operator(SettingsSection):
    """Who sits at this terminal: where `send --to-me` goes."""

    name: str = ""
    language: str = "el"
    phone: str = ""
    email: str = ""

    @field_validator("language")
    @classmethod
    def _known_language(cls, given: str) -> str:
        check_languages([given])
        return given


class SecondFactorPolicy(StrEnum):
    """What needs a code of an authenticator app: nothing, overriding the rules, or approving as
    well."""

    OFF = "off"
    OVERRIDE = "override"
    BOTH = "both"

    @property
    def guards_overrides(self) -> bool:
        """Whether overriding the rules needs a code."""
        return self is not SecondFactorPolicy.OFF

    @property
    def guards_approvals(self) -> bool:
        """Whether approving needs a code."""
        return self is SecondFactorPolicy.BOTH


class ApprovalSettings(SettingsSection):
    """What one person may not send alone."""

    severities: tuple[str, ...] | None = Field(
        None,
        description="severities that need a second person; left out: Extreme and Severe, once there are two approvers",
    )
    recipients_above: int = Field(
        0, ge=0, description="more recipients, within an hour, need a second person; 0: no limit"
    )
    second_factor: SecondFactorPolicy = Field(
        SecondFactorPolicy.OFF,
        description="what needs a code of an authenticator app: off, override, or both (approvals too)",
    )

    @field_validator("severities")
    @classmethod
    def _known_severities(cls, given: tuple[str, ...] | None) -> tuple[str, ...] | None:
        known = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
        strange = [word for word in given or () if word not in known]
        if strange:
            raise ValueError(
                said(
                    "'{word}' is no severity; there are {known}",
                    word=strange[0],
                    known=", ".join(known),
                )
            )
        return given


class StaffNotice(SettingsSection):
    """Where staff are told what nobody is watching: through the emergency lane."""

    phones: tuple[str, ...] = Field((), description="E.164, e.g. +306900000000")
    emails: tuple[str, ...] = ()
    language: Literal["el", "en"] = "el"

    @field_validator("phones")
    @classmethod
    def _international(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if any(not phone.startswith("+") or not phone[1:].isdecimal() for phone in given):
            raise ValueError(said("a phone is written as + and digits, e.g. +306900000000"))
        return given


class LinkSettings(SettingsSection):
    """Where links that staff put into a message may lead."""

    hosts: tuple[str, ...] = Field(
        (), description="hosts besides those of the office's own pages; what lies under one counts"
    )

    @field_validator("hosts")
    @classmethod
    def _bare_hosts(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        strange = [each for each in given if not fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", each)]
        if strange:
            raise ValueError(said("'{host}' is no host such as www.meteo.gr", host=strange[0]))
        return given


class Web(SettingsSection):
    """The two listeners of `tocsin serve`."""

    public: str = Field("127.0.0.1:8080", description="host:port of the residents' pages")
    admin: str = Field(
        "127.0.0.1:8081", description="host:port of the admin API; keep it on loopback"
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="networks whose X-Forwarded-For is believed"
    )
    logo: str = Field("", description="PNG or SVG file in the home folder, shown on the pages")
    security_contact: str = Field(
        "",
        description="e-mail or https address for whoever found a hole, in /.well-known/security.txt",
    )

    embed_in: tuple[str, ...] = Field((), description="sites that may frame /embed: https://host")

    @field_validator("embed_in")
    @classmethod
    def _origins(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not all(fullmatch(r"https://[a-z0-9.-]+(:\d{1,5})?", each) for each in given):
            raise ValueError(said("write each site as https://host, without a path"))
        return given

    @field_validator("security_contact")
    @classmethod
    def _reachable(cls, given: str) -> str:
        if given and not fullmatch(r"https://[^\s/]+\S*|[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+", given):
            raise ValueError(said("write an e-mail address, or one that begins with https://"))
        return given

    @field_validator("public", "admin")
    @classmethod
    def _host_and_port(cls, given: str) -> str:
        host_and_port(given)
        return given


class Registration(SettingsSection):
    """How many codes the residents' form may send, and to whom (docs/threat-model.md, 3); every
    limit is kept in the database."""

    codes_per_hour: int = Field(200, ge=1, description="codes by SMS, all together")
    codes_per_day: int = Field(1000, ge=1)
    reserve: float = Field(
        0.2,
        ge=0,
        le=0.9,
        description="share kept for those who have confirmed an e-mail address first",
    )
    mails_per_hour: int = Field(2000, ge=1, description="confirmation e-mails, all together")
    per_network_hour: int = Field(5, ge=1, description="codes for one IPv4 address or IPv6 /56")
    per_contact_day: int = Field(3, ge=1, description="codes for one phone or mailbox")
    per_prefix_hour: int = Field(
        20, ge=1, description="codes for numbers that begin with the same 7 digits"
    )
    gap_seconds: int = Field(
        60, ge=0, description="between two codes for one contact; doubles each time"
    )
    forms_per_second: float = Field(
        15,
        gt=0,
        description="forms let in, all together; the rest wait in line or are asked to come again",
    )
    work: int = Field(
        2000, ge=1, description="cost of one try of the proof of work; it rises with the load"
    )


class OutsideWatch(SettingsSection):
    """What reaches beyond this machine so that a fault is noticed: an address that is asked, and
    test messages."""

    url: str = Field(
        "",
        description="address that is asked every minute while no check fails; whoever waits there sounds the alarm",
    )
    test_at: str = Field(
        "", description="time of day at which each channel carries a test message to [staff_notice]"
    )

    @field_validator("url")
    @classmethod
    def _web_address(cls, given: str) -> str:
        if given and not fullmatch(r"https?://[^\s/]+\S*", given):
            raise ValueError(said("write a web address that begins with https:// or http://"))
        return given

    @field_validator("test_at")
    @classmethod
    def _time_of_day(cls, given: str) -> str:
        return _time_of_day(given)


class Journal(SettingsSection):
    """What is done with the journal beside keeping it."""

    mirror: str = Field(
        "",
        description="file that every entry is copied to, a line each; on another disk or a mounted share",
    )
    anchor_at: str = Field(
        "07:00",
        description="time of day at which the anchor is mailed to [staff_notice]; empty for never",
    )

    @field_validator("anchor_at")
    @classmethod
    def _time_of_day(cls, given: str) -> str:
        return _time_of_day(given)


def _time_of_day(given: str) -> str:
    if given and not fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", given):
        raise ValueError(said("'{given}' is no time of day such as 17:00", given=given))
    return given
