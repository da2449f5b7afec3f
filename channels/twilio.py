"""Twilio: SMS by the official library's async client, on a pooled session of ours.

The library ignores its constructor's `timeout`, repeats a POST after a 500 when told to retry, reads the process's
environment whenever the one it is given is empty, and puts the number into its error texts; so the transport is ours.
"""

import json
from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit

from pydantic import Field, SecretStr, model_validator
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from channels.contract import (
    Callback,
    ChannelSettings,
    Event,
    Finding,
    Medium,
    Message,
    Outcome,
    Receipt,
    Trial,
)
from channels.failures import IN_A_ROW, Suspected, Unavailable
from channels.hosts import is_on_this_machine
from channels.twilio_codes import CHANNEL, PERHAPS_RECIPIENT, RECIPIENT, STATUS
from channels.twilio_receipts import Signer, event_of, read_event
from channels.wire import Lost, Refused, Unreached, Wire
from runtime import said

LONGEST_VALIDITY = 36_000  # seconds; https://www.twilio.com/docs/messaging/api/message-resource


class TwilioSettings(ChannelSettings):
    """An account, its key (better) or its token, and who the messages are from."""

    account_sid: str = Field(pattern="^AC[0-9a-fA-F]{32}$")
    api_key: str = Field("", pattern="^(SK[0-9a-fA-F]{32})?$")
    api_secret: SecretStr = SecretStr("")
    auth_token: SecretStr = SecretStr("")
    auth_token_next: SecretStr = Field(
        SecretStr(""), description="signs receipts too, while tokens are changed"
    )
    sender: str = Field(
        "", pattern=r"^(\+[1-9]\d{6,14}|[A-Za-z0-9 +_&-]{1,11})?$", description="E.164 or a name"
    )
    messaging_service_sid: str = Field("", pattern="^(MG[0-9a-fA-F]{32})?$")
    base_url: str = Field("https://api.twilio.com", pattern="^https?://[^/]+$")
    status_callback_base: str = Field(
        "",
        pattern=r"^(https?://(\[[0-9a-fA-F:]+\]|[^/?#@:\s\[\]]+)(:\d{1,5})?(/[^?#\s]*)?)?$",
        description="https address the receipts come to; none when empty",
    )
    validity_limit: int = Field(
        3600, ge=1, le=LONGEST_VALIDITY, description="seconds Twilio may keep a message"
    )
    timeout: float = Field(15, gt=0, description="seconds for one request, the connection included")
    passes_on: bool = Field(
        False, description="what answers on this machine passes messages on to the world: no trial"
    )

    @model_validator(mode="after")
    def _whole(self) -> "TwilioSettings":
        if not self.credentials[1]:
            raise ValueError("set api_key and api_secret, or auth_token")
        if not self.sender and not self.messaging_service_sid:
            raise ValueError("set sender or messaging_service_sid")
        for name in ("base_url", "status_callback_base"):
            if not _is_safe(getattr(self, name)):
                raise ValueError(f"{name} must be https anywhere but on this machine")
        if self.status_callback_base and not any(self.signing_tokens):
            raise ValueError(
                "status_callback_base needs auth_token, which signs the receipts; api_secret does not"
            )
        return self

    @property
    def provider(self) -> str:
        """What staff call it; a second account has the name of its section beside it."""
        return "Twilio" if self.name in {"", "twilio"} else f"Twilio ('{self.name}')"

    @property
    def trial(self) -> Trial:
        """What is given to this machine stays there, unless we are told that it is passed on."""
        return (
            Trial.SANDBOX
            if is_on_this_machine(urlsplit(self.base_url).hostname or "") and not self.passes_on
            else Trial.NONE
        )

    @property
    def credentials(self) -> tuple[str, str]:
        """User name and password of HTTP Basic."""
        if self.api_key:
            return self.api_key, self.api_secret.get_secret_value()
        return self.account_sid, self.auth_token.get_secret_value()

    @property
    def signing_tokens(self) -> tuple[str, str]:
        """What Twilio may sign with: the account's token, and the one that follows it."""
        return self.auth_token.get_secret_value(), self.auth_token_next.get_secret_value()

    @property
    def tells_at(self) -> str:
        """The address that receipts are asked to come to."""
        if not self.status_callback_base:
            return ""
        return f"{self.status_callback_base.rstrip('/')}/callbacks/{quote(self.name or 'twilio', safe='')}"


class Twilio:
    """Sends SMS through Twilio's Messages API."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = TwilioSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, TwilioSettings)
        self._settings = settings
        self._wire = Wire(settings.concurrency, settings.timeout)
        user, password = settings.credentials
        # Anything that is not empty: the library takes os.environ for an empty mapping, and its region from there.
        nothing = {"TWILIO_REGION": ""}
        client = Client(user, password, settings.account_sid, http_client=self._wire, environment=nothing)
        client.api.base_url = settings.base_url
        self._account = client.api.accounts(settings.account_sid)
        self._client = client
        self._uri = (
            f"{settings.base_url.rstrip('/')}/2010-04-01/Accounts/{settings.account_sid}/Messages.json"
        )
        self._from = _sender(settings)
        self._signer = Signer(settings.tells_at, settings.signing_tokens)
        self._strange = 0

    async def send(self, message: Message) -> Receipt:
        """Hand one SMS to Twilio; a timeout, a reset or a 5xx after the request was written is Receipt(unknown)."""
        try:
            # `messages.create_async` sends the same, then parses every date of the answer: a tenth of all the work.
            answer = await self._client.request_async("POST", self._uri, data=self._form(message))
            sid = json.loads(answer.text)["sid"]
        except Unreached as unreached:
            raise Unavailable(unreached.code) from None
        except Refused as refused:
            return self._answer(refused)
        except Lost as lost:
            return Receipt(Outcome.UNKNOWN, code=lost.code)
        except (ValueError, TypeError, LookupError, TwilioException):
            return Receipt(Outcome.UNKNOWN, code="malformed")
        if not isinstance(sid, str) or not sid:
            return Receipt(Outcome.UNKNOWN, code="malformed")
        self._strange = 0
        return Receipt(Outcome.ACCEPTED, provider_id=sid)

    def write(self, message: Message) -> bytes:
        """The form as it would be posted to Twilio."""
        return urlencode(self._form(message)).encode("ascii")

    def _form(self, message: Message) -> dict[str, object]:
        """The fields of Twilio's "Create a Message resource"."""
        form: dict[str, object] = {
            "To": message.to,
            **self._from,
            "Body": message.wording.text,
            "ValidityPeriod": self._validity(message.seconds_left),
        }
        callback = self._signer.url(message.token, message.attempt)
        return form | {"StatusCallback": callback} if callback else form

    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """What Twilio tells of one message; raises ForgedCallback or UnreadableCallback."""
        return [read_event(self._signer.fields(callback), callback.query)]

    async def ask(self, provider_id: str) -> Event | None:
        """Read one message again; None when Twilio does not know it. Raises Unavailable, or what a refusal means."""
        uri = f"{self._uri.removesuffix('.json')}/{quote(provider_id, safe='')}.json"
        try:
            answer = await self._client.request_async("GET", uri)
            told = json.loads(answer.text)
            status, code = str(told["status"]), str(told["error_code"] or "")
        except (Unreached, Lost) as failure:
            raise Unavailable(failure.code) from None
        except Refused as refused:
            if refused.status == 404:
                return None
            kind = CHANNEL.get(refused.code) or CHANNEL.get(refused.status, Unavailable)
            raise kind(str(refused.code), retry_after=refused.retry_after) from None
        except (ValueError, TypeError, LookupError, TwilioException):
            return None
        return event_of(provider_id, status, code) if status in STATUS else None

    async def probe(self) -> Sequence[Finding]:
        """Ask for one message sent earlier: do the address, the network and the credentials work?

        Not for the account itself, which Twilio does not show to a Standard key.
        """
        try:
            await self._account.messages.list_async(limit=1, page_size=1)
        except (Unreached, Lost) as failure:
            return [
                Finding(
                    False,
                    said("Twilio does not answer ({code})", code=failure.code),
                    said("Check the network and base_url."),
                )
            ]
        except Refused as refused:
            return [
                Finding(
                    False,
                    said("Twilio refuses the account ({code})", code=refused.code),
                    said("Check account_sid and the key."),
                )
            ]
        except (ValueError, TypeError, AttributeError):
            return [Finding(False, said("What answers at base_url is not Twilio"), said("Correct base_url."))]
        return [Finding(True, said("Twilio knows the account and accepts the key"))]

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._wire.close()

    def _validity(self, seconds_left: float) -> int:
        return max(1, int(min(seconds_left, self._settings.validity_limit)))

    def _answer(self, refused: Refused) -> Receipt:
        code = str(refused.code)
        if refused.code in RECIPIENT:
            return Receipt(RECIPIENT[refused.code], code=code)
        perhaps = PERHAPS_RECIPIENT.get(refused.code)
        failure = CHANNEL.get(refused.code) or (CHANNEL.get(refused.status) if perhaps is None else None)
        if failure is not None:
            raise failure(code, retry_after=refused.retry_after)
        self._strange += 1
        if self._strange >= IN_A_ROW:
            raise Suspected(code)
        return Receipt(perhaps or Outcome.CONTENT_REJECTED, code=code)


def _is_safe(url: str) -> bool:
    """Whether what goes there can be read by nobody on the way."""
    parts = urlsplit(url)
    return parts.port != 0 and (parts.scheme != "http" or is_on_this_machine(parts.hostname or ""))


def _sender(settings: TwilioSettings) -> dict[str, str]:
    fields = {"From": settings.sender, "MessagingServiceSid": settings.messaging_service_sid}
    return {name: value for name, value in fields.items() if value}
