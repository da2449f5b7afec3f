"""Twilio: SMS by the official library's async client, on a pooled session of ours.

The library ignores its constructor's `timeout`, repeats a POST after a 500 when told to retry,
reads the process's environment whenever the one it is given is empty, and puts the number into its
error texts; so the transport is ours."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import ClassVar
from urllib.parse import quote, quote_plus, urlencode

from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from channels.contract import ChannelSettings, Finding, Medium, Message, Outcome, Receipt
from channels.events import Callback, Event
from channels.explanations import FAULT, cause_after_colon, explain_cause, explain_code
from channels.failures import IN_A_ROW, Suspected, Unavailable
from channels.twilio_codes import CHANNEL, MEANS, PERHAPS_RECIPIENT, STATUS
from channels.twilio_receipts import Signer, event_of, read_event
from channels.twilio_settings import TwilioSettings
from channels.wire import Lost, Refused, Unreached, Wire
from runtime import said


class Twilio:
    """Sends SMS through Twilio's Messages API."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = TwilioSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, TwilioSettings)
        self._settings = settings
        self._wire = Wire(settings.concurrency, settings.timeout)
        user, password = settings.credentials
        # Anything that is not empty: the library takes os.environ for an empty mapping, and its
        # region from there.
        nothing = {"TWILIO_REGION": ""}
        client = Client(
            user, password, settings.account_sid, http_client=self._wire, environment=nothing
        )
        client.api.base_url = settings.base_url
        self._account = client.api.accounts(settings.account_sid)
        self._client = client
        self._uri = f"{settings.base_url.rstrip('/')}/2010-04-01/Accounts/{settings.account_sid}/Messages.json"
        # Thousands have the same words: what all of them have in common is written once.
        self._common = lru_cache(maxsize=256)(self._in_common)
        self._signer = Signer(settings.addresses, settings.signing_tokens, settings.shared_keys)
        self._strange = 0

    async def send(self, message: Message) -> Receipt:
        """Hand one SMS to Twilio; a timeout, a reset or a 5xx after the request was written is
        Receipt(unknown)."""
        try:
            # `messages.create_async` sends the same, then parses every date of the answer: a tenth
            # of all the work.
            answer = await self._client.request_async("POST", self._uri, data=self.write(message))
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
        """The form as it is posted to Twilio's "Create a Message resource"."""
        own = f"To={quote_plus(message.to)}&ValidityPeriod={self._validity(message.seconds_left)}"
        told = self._signer.field(message.token, message.attempt)
        return f"{own}{told}&{self._common(message.wording.text, message.requested)}".encode(
            "ascii"
        )

    def _in_common(self, text: str, requested: bool) -> str:
        """The part of the form that every message with these words has."""
        settings = self._settings
        unchecked = settings.skip_risk_check and not requested
        risk = {"RiskCheck": "disable"} if unchecked else {}
        return urlencode({**settings.from_fields, "Body": text, **risk})

    def read_callback(self, callback: Callback) -> Sequence[Event]:
        """What Twilio tells of one message; raises ForgedCallback or UnreadableCallback."""
        return [read_event(self._signer.fields(callback), callback.query)]

    async def ask(self, provider_id: str) -> Event | None:
        """Read one message again; None when Twilio does not know it. Raises Unavailable, or what a
        refusal means."""
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
            return [_unanswered(failure.code)]
        except Refused as refused:
            return [
                Finding(
                    False,
                    said("Twilio refuses the account: {why}", why=explain_cause(str(refused.code))),
                    said("Check account_sid and the key."),
                )
            ]
        except (ValueError, TypeError, AttributeError):
            return [
                Finding(
                    False, said("What answers at base_url is not Twilio"), said("Correct base_url.")
                )
            ]
        return [Finding(True, said("Twilio knows the account and accepts the key"))]

    def told_time(self) -> datetime | None:
        """What the clock at Twilio shows now."""
        return self._wire.told_time.now()

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._wire.close()

    def _validity(self, seconds_left: float) -> int:
        return max(1, int(min(seconds_left, self._settings.validity_limit)))

    def _answer(self, refused: Refused) -> Receipt:
        code = str(refused.code)
        outcome = MEANS.get(refused.code)
        failure = CHANNEL.get(refused.code) or (
            CHANNEL.get(refused.status) if outcome is None else None
        )
        if failure is not None:
            raise failure(code, retry_after=refused.retry_after)
        if outcome is None or refused.code in PERHAPS_RECIPIENT:
            self._strange += 1
            if self._strange >= IN_A_ROW:
                raise Suspected(code)
        return Receipt(outcome or Outcome.CONTENT_REJECTED, code=code)


def _unanswered(code: str) -> Finding:
    """What a probe found that brought no answer, or a fault of the provider's."""
    if code.isdigit():
        return Finding(
            False,
            said(
                "Twilio answered {code}: {words}",
                code=code,
                words=said(explain_code(code) or FAULT),
            ),
            said("Wait some minutes and try again; https://status.twilio.com says more."),
        )
    return Finding(
        False,
        said("Twilio does not answer{why}", why=cause_after_colon(code)),
        said("Check the network and base_url."),
    )
