"""Twilio: SMS by the official library's async client, on a pooled session of ours.

The library ignores its constructor's `timeout`, repeats a POST after a 500 when told to retry, reads the process's
environment whenever the one it is given is empty, and puts the number into its error texts; so the transport is ours.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import quote

from pydantic import Field, SecretStr, model_validator
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from channels.contract import ChannelSettings, Finding, Medium, Message, Outcome, Receipt
from channels.failures import ChannelFailure, Misconfigured, Throttled, Unauthorised, Unavailable
from channels.wire import Lost, Refused, Unreached, Wire

LONGEST_VALIDITY = 36_000  # seconds; https://www.twilio.com/docs/messaging/api/message-resource
IN_A_ROW = 5

# What Twilio's codes mean (https://www.twilio.com/docs/api/errors) when they concern one person ...
RECIPIENT: dict[int, Outcome] = {
    21211: Outcome.INVALID_RECIPIENT,
    21217: Outcome.INVALID_RECIPIENT,
    21604: Outcome.INVALID_RECIPIENT,
    21610: Outcome.OPTED_OUT,
    21614: Outcome.INVALID_RECIPIENT,
    21635: Outcome.INVALID_RECIPIENT,
    21602: Outcome.CONTENT_REJECTED,
    21617: Outcome.CONTENT_REJECTED,
}
# ... one person until five come in a row, then the whole channel; so does every 4xx that nobody has described ...
PERHAPS_RECIPIENT: dict[int, Outcome] = {
    21408: Outcome.INVALID_RECIPIENT,
    21612: Outcome.INVALID_RECIPIENT,
}
# ... and the whole channel at once. The HTTP status stands in when there is no code of Twilio's.
CHANNEL: dict[int, type[ChannelFailure]] = {
    429: Throttled, 20429: Throttled, 14107: Throttled, 21611: Throttled, 63017: Throttled,
    401: Unauthorised, 403: Unauthorised, 20003: Unauthorised, 20008: Unauthorised,
    301: Misconfigured, 302: Misconfigured, 307: Misconfigured, 308: Misconfigured, 404: Misconfigured, 20404: Misconfigured, 407: Unavailable, 408: Unavailable,
    20005: Misconfigured, 30002: Misconfigured, 30037: Misconfigured, 10001: Misconfigured, 20006: Misconfigured,
    21212: Misconfigured, 21603: Misconfigured, 21606: Misconfigured, 21609: Misconfigured, 21618: Misconfigured,
    21659: Misconfigured, 21660: Misconfigured, 21701: Misconfigured, 21703: Misconfigured, 21705: Misconfigured,
}  # fmt: skip


class TwilioSettings(ChannelSettings):
    """An account, its key (better) or its token, and who the messages are from."""

    account_sid: str = Field(pattern="^AC[0-9a-fA-F]{32}$")
    api_key: str = Field("", pattern="^(SK[0-9a-fA-F]{32})?$")
    api_secret: SecretStr = SecretStr("")
    auth_token: SecretStr = SecretStr("")
    sender: str = Field(
        "", pattern=r"^(\+[1-9]\d{6,14}|[A-Za-z0-9 +_&-]{1,11})?$", description="E.164 or a name"
    )
    messaging_service_sid: str = Field("", pattern="^(MG[0-9a-fA-F]{32})?$")
    base_url: str = Field("https://api.twilio.com", pattern="^https?://[^/]+$")
    status_callback_base: str = Field("", description="https address the receipts come to; none when empty")
    validity_limit: int = Field(
        3600, ge=1, le=LONGEST_VALIDITY, description="seconds Twilio may keep a message"
    )
    timeout: float = Field(15, gt=0, description="seconds for one request, the connection included")

    @model_validator(mode="after")
    def _whole(self) -> "TwilioSettings":
        if not self.credentials[1]:
            raise ValueError("set api_key and api_secret, or auth_token")
        if not self.sender and not self.messaging_service_sid:
            raise ValueError("set sender or messaging_service_sid")
        if self.base_url.startswith("http:") and self.base_url.split(":")[1] not in {
            "//127.0.0.1",
            "//localhost",
        }:
            raise ValueError("base_url must be https anywhere but on this machine")
        return self

    @property
    def credentials(self) -> tuple[str, str]:
        """User name and password of HTTP Basic."""
        if self.api_key:
            return self.api_key, self.api_secret.get_secret_value()
        return self.account_sid, self.auth_token.get_secret_value()


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
        self._callback = settings.status_callback_base.rstrip("/")
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

    def _form(self, message: Message) -> dict[str, object]:
        """The fields of Twilio's "Create a Message resource"."""
        form: dict[str, object] = {
            "To": message.to,
            **self._from,
            "Body": message.wording.text,
            "ValidityPeriod": self._validity(message.expires_at),
        }
        if self._callback:
            form["StatusCallback"] = f"{self._callback}/callbacks/twilio?d={quote(message.token, safe='')}"
        return form

    async def probe(self) -> Sequence[Finding]:
        """Ask for one message sent earlier: do the address, the network and the credentials work?

        Not for the account itself, which Twilio does not show to a Standard key.
        """
        try:
            await self._account.messages.list_async(limit=1, page_size=1)
        except (Unreached, Lost) as failure:
            return [
                Finding(False, f"Twilio does not answer ({failure.code})", "Check the network and base_url.")
            ]
        except Refused as refused:
            return [
                Finding(
                    False, f"Twilio refuses the account ({refused.code})", "Check account_sid and the key."
                )
            ]
        except (ValueError, TypeError, AttributeError):
            return [Finding(False, "What answers at base_url is not Twilio", "Correct base_url.")]
        return [Finding(True, "Twilio knows the account and accepts the key")]

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._wire.close()

    def _validity(self, expires_at: datetime) -> int:
        left = int((expires_at - datetime.now(UTC)).total_seconds())
        return max(1, min(left, self._settings.validity_limit))

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
            raise Misconfigured(code)
        return Receipt(perhaps or Outcome.CONTENT_REJECTED, code=code)


def _sender(settings: TwilioSettings) -> dict[str, str]:
    fields = {"From": settings.sender, "MessagingServiceSid": settings.messaging_service_sid}
    return {name: value for name, value in fields.items() if value}
