"""SMTP settings: a relay, who the mails are from, and how long to wait for it."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, model_validator

from channels.contract import ChannelSettings, Trial
from channels.headers import SenderText, mailbox
from channels.hosts import is_on_this_machine
from runtime import mark, said

LONGEST_BOUNCER = 30  # RFC 5321 4.5.3.1.1 has room for 64, and a token may have 32


class SmtpSettings(ChannelSettings):
    """A relay, who the mails are from, and how long to wait for it."""

    host: str
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="none: never with a password"
    )
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: SenderText = Field(
        description="Name <address>, or an address alone: then the municipality's name"
    )
    bounce_address: str = Field("", description="envelope sender; the sender's address when empty")
    verp: bool = Field(
        False,
        description="put each message's token into bounce_address, so that its bounce names it",
    )
    ca_file: Path | None = Field(None, description="certificates to trust in place of the system's")
    deadline: float = Field(
        700, gt=0, description="seconds for one message in all; more than data_timeout"
    )
    connect_timeout: float = Field(
        15, gt=0, description="seconds for connection, TLS and login together"
    )
    timeout: float = Field(30, gt=0, description="seconds for MAIL and for RCPT")
    data_timeout: float = Field(600, gt=0, description="seconds for DATA (RFC 5321 4.5.3.2.6)")
    messages_per_connection: int = Field(100, ge=1)
    passes_on: bool = Field(
        False, description="a relay on this machine passes messages on to the world: no trial"
    )

    @model_validator(mode="after")
    def _private(self) -> "SmtpSettings":
        if (
            self.security == "none"
            and self.password.get_secret_value()
            and not is_on_this_machine(self.host)
        ):
            raise ValueError(said("a password needs security = starttls or tls"))
        if self.bounce_address:
            mailbox(self.bounce_address)
        local, _, domain = self.bounce_address.rpartition("@")
        if self.verp and (not domain or len(local) > LONGEST_BOUNCER or "+" in local):
            needs = mark(
                "verp needs a bounce_address of at most {most} characters before the @, and no +"
            )
            raise ValueError(said(needs, most=LONGEST_BOUNCER))
        return self

    @property
    def provider(self) -> str:
        """What staff call it."""
        return said("the mail relay {host}", host=self.host)

    @property
    def trial(self) -> Trial:
        """What is given to this machine stays there, unless we are told that it is passed on."""
        return Trial.SANDBOX if is_on_this_machine(self.host) and not self.passes_on else Trial.NONE
