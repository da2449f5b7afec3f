"""The settings of Twilio: an account, what its requests are signed with, and what signs its
callbacks."""

from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, model_validator
from yarl import URL

from channels.contract import ChannelSettings, Trial
from channels.hosts import is_on_this_machine
from runtime import said

LONGEST_VALIDITY = 36_000  # seconds; https://www.twilio.com/docs/messaging/api/message-resource


class TwilioSettings(ChannelSettings):
    """An account, its key (better) or its token, and who the messages are from."""

    account_sid: str = Field(
        pattern="^AC[0-9a-fA-F]{32}$", description=said("AC and 32 characters, each 0-9 or a-f")
    )
    api_key: str = Field(
        "",
        pattern="^(SK[0-9a-fA-F]{32})?$",
        description=said("SK and 32 characters, each 0-9 or a-f"),
    )
    api_secret: SecretStr = SecretStr("")
    auth_token: SecretStr = SecretStr("")
    auth_token_next: SecretStr = Field(
        SecretStr(""), description="signs receipts too, while tokens are changed"
    )
    shared_key: SecretStr = Field(
        SecretStr(""),
        description="secret of the shared key that signs receipts, where a Webhook Rule says so",
    )
    shared_key_next: SecretStr = Field(
        SecretStr(""), description="signs receipts too, while shared keys are changed"
    )
    sender: str = Field(
        "",
        pattern=r"^(\+[1-9]\d{6,14}|[A-Za-z0-9 +_&-]{1,11})?$",
        description=said(
            "a phone number such as +302310123456, or a name of at most 11 Latin letters and digits"
        ),
    )
    messaging_service_sid: str = Field(
        "",
        pattern="^(MG[0-9a-fA-F]{32})?$",
        description=said("MG and 32 characters, each 0-9 or a-f"),
    )
    base_url: str = Field(
        "https://api.twilio.com",
        pattern="^https?://[^/]+$",
        description=said("https address of Twilio's API, without a path"),
    )
    status_callback_base: str = Field(
        "",
        pattern=r"^((?i:https?)://(\[[0-9a-fA-F:]+\]|[^/?#@:\s\[\]]+)(:\d{1,5})?(/[^?#\s]*)?)?$",
        description=said("https address the receipts come to; none when empty"),
    )
    validity_limit: int = Field(
        3600, ge=1, le=LONGEST_VALIDITY, description="seconds Twilio may keep a message"
    )
    skip_risk_check: bool = Field(
        True,
        description="alerts go out with RiskCheck=disable, or thousands at once are taken for fraud; codes of the form are always checked",
    )
    timeout: float = Field(15, gt=0, description="seconds for one request, the connection included")
    passes_on: bool = Field(
        False, description="what answers on this machine passes messages on to the world: no trial"
    )

    @model_validator(mode="after")
    def _whole(self) -> "TwilioSettings":
        if not self.credentials[1]:
            raise ValueError(said("set api_key and api_secret, or auth_token"))
        if not self.sender and not self.messaging_service_sid:
            raise ValueError(said("set sender or messaging_service_sid"))
        for name in ("base_url", "status_callback_base"):
            if not _is_safe(getattr(self, name)):
                raise ValueError(
                    said("{name} must be https anywhere but on this machine", name=name)
                )
        try:
            URL(self.status_callback_base)
        except ValueError:
            raise ValueError(
                said("status_callback_base is no address that can be called")
            ) from None
        if self.status_callback_base and not any((*self.signing_tokens, *self.shared_keys)):
            raise ValueError(
                said(
                    "status_callback_base needs auth_token or shared_key, which sign the receipts; api_secret does not"
                )
            )
        return self

    @property
    def provider(self) -> str:
        """What staff call it; a second account has the name of its section beside it."""
        return "Twilio" if self.name in {"", "twilio"} else f"Twilio ('{self.name}')"

    @property
    def trial(self) -> Trial:
        """What is given to this machine stays there, unless we are told that it is passed on."""
        if self.passes_on or not is_on_this_machine(urlsplit(self.base_url).hostname or ""):
            return Trial.NONE
        return Trial.SANDBOX

    @property
    def credentials(self) -> tuple[str, str]:
        """User name and password of HTTP Basic."""
        if self.api_key:
            return self.api_key, self.api_secret.get_secret_value()
        return self.account_sid, self.auth_token.get_secret_value()

    @property
    def signing_tokens(self) -> tuple[str, ...]:
        """What Twilio may sign with: the account's token, and the one that follows it."""
        return _given(self.auth_token, self.auth_token_next)

    @property
    def shared_keys(self) -> tuple[str, ...]:
        """What Twilio may sign with where a Webhook Rule matches: the shared key, and the one that
        follows it."""
        return _given(self.shared_key, self.shared_key_next)

    @property
    def tells_at(self) -> str:
        """The address that receipts are asked to come to: host in lower case, no port that goes
        without saying."""
        return str(URL(self._written)) if self.status_callback_base else ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every way in which whoever calls that address may write it: as it is asked for, and as
        the setting has it."""
        if not self.status_callback_base:
            return ()
        return tuple(dict.fromkeys((self.tells_at, self._written)))

    @property
    def from_fields(self) -> dict[str, str]:
        """Who a message is from, as fields of the form."""
        fields = {"From": self.sender, "MessagingServiceSid": self.messaging_service_sid}
        return {name: value for name, value in fields.items() if value}

    @property
    def _written(self) -> str:
        base = self.status_callback_base.rstrip("/")
        return f"{base}/callbacks/{quote(self.name or 'twilio', safe='')}"


def _given(*secrets: SecretStr) -> tuple[str, ...]:
    return tuple(each.get_secret_value() for each in secrets if each.get_secret_value())


def _is_safe(url: str) -> bool:
    """Whether what goes there can be read by nobody on the way."""
    parts = urlsplit(url)
    return parts.port != 0 and (parts.scheme != "http" or is_on_this_machine(parts.hostname or ""))
