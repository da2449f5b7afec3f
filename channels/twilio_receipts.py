"""What Twilio tells afterwards: callbacks by their signature, and messages read again, as
events."""

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, quote

from multidict import MultiDict
from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from channels.events import Callback, Event, Fate
from channels.failures import ForgedCallback, UnreadableCallback
from channels.twilio_codes import CANCELLED, STATUS, TOO_LATE, cause_afterwards
from runtime import said

MOST_FIELDS = 2_000  # Twilio has some twenty; a body of 64 KiB could hold 32,000
_SIGNATURE, _SETTINGS = SIGNATURE_HEADER.lower(), SIGNATURE_SETTINGS_HEADER.lower()
_PLAIN = re.compile(r"[!-~]*")  # what is left out of a URL when it is parsed would not be signed
_NAMES_KEY = re.compile(r"(^|,)\s*key\s*=")
_SID = re.compile(r"[A-Za-z0-9]{1,80}")
_STATUS = re.compile(r"[a-z][a-z_-]{1,39}")


class Signer:
    """Knows what Twilio signed: the address it was given, with the account's token or, where a
    Webhook Rule matches, a shared key.

    `addresses` are the ways to write that address, the one that is asked for first
    (https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys).
    """

    def __init__(
        self, addresses: Sequence[str], tokens: Sequence[str], shared_keys: Sequence[str] = ()
    ) -> None:
        self._addresses = addresses
        self._field = f"&StatusCallback={quote(f'{addresses[0]}?d=', safe='')}" if addresses else ""
        self._tokens = [RequestValidator(token) for token in tokens]
        self._shared_keys = [RequestValidator(key) for key in shared_keys]

    def field(self, token: str, attempt: int) -> str:
        """Where the receipts of one message shall go, as a further field of a form; empty when
        nothing shall be told."""
        if not self._field:
            return ""
        return f"{self._field}{quote(quote(token, safe=''))}%26n%3D{attempt}"

    def fields(self, callback: Callback) -> Mapping[str, str]:
        """What a callback says; raises ForgedCallback."""
        signature = callback.headers.get(_SIGNATURE, "")
        if not (self._addresses and signature.isascii() and _PLAIN.fullmatch(callback.query)):
            raise ForgedCallback
        content = _json(callback) if _is_json(callback) else _form(callback)
        # The library would sign the single letters of a JSON body that its address has no hash of.
        if isinstance(content, str) and not parse_qs(callback.query).get("bodySHA256"):
            raise ForgedCallback
        algorithm, validators = self._signed_by(callback.headers.get(_SETTINGS, ""))
        urls = [f"{each}?{callback.query}" if callback.query else each for each in self._addresses]
        if not any(
            each.validate(url, content, signature, algorithm) for url in urls for each in validators
        ):
            raise ForgedCallback
        return _said(content) if isinstance(content, str) else content

    def _signed_by(self, settings: str) -> tuple[str, Sequence[RequestValidator]]:
        """The algorithm that a callback names, and whoever may have signed by it: a shared key if
        it names one, else the account's token."""
        algorithm = str(get_signature_algorithm(settings)).upper()
        if algorithm not in {HMAC_SHA1, HMAC_SHA256}:
            return algorithm, ()
        if not _NAMES_KEY.search(settings):
            return algorithm, self._tokens
        if not self._shared_keys:
            raise ForgedCallback(said("It is signed with a shared key, and shared_key is not set."))
        return algorithm, self._shared_keys


def read_event(told: Mapping[str, str], query: str) -> Event:
    """The event of a status callback, also of a status that Twilio did not have when this was
    written; raises UnreadableCallback."""
    ours = dict(parse_qsl(query))
    attempt = ours.get("n", "")
    sid, status = told.get("MessageSid", ""), told.get("MessageStatus", "")
    if not _SID.fullmatch(sid) or not _STATUS.fullmatch(status):
        raise UnreadableCallback
    number = int(attempt) if re.fullmatch(r"[0-9]{1,6}", attempt) else 0
    return event_of(
        sid, status, told.get("ErrorCode", ""), token=ours.get("d", "")[:80], attempt=number
    )


def event_of(sid: str, status: str, code: str, *, token: str = "", attempt: int = 0) -> Event:
    """The event of a status; one that nobody has described leaves the delivery open."""
    code = code if code.isascii() and code.isdigit() and len(code) <= 10 else ""
    if status not in STATUS:
        return Event(
            sid, status, Fate.ACCEPTED, code=code, token=token, attempt=attempt, understood=False
        )
    fate = STATUS[status]
    if fate is not Fate.UNDELIVERED:
        return Event(sid, status, fate, token=token, attempt=attempt)
    if code == str(TOO_LATE):
        return Event(sid, status, Fate.EXPIRED, code=code, token=token, attempt=attempt)
    code = code or (status if status == CANCELLED else "")
    return Event(sid, status, fate, cause_afterwards(code), code, token, attempt)


def _is_json(callback: Callback) -> bool:
    return (
        callback.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"
    )


def _json(callback: Callback) -> str:
    try:
        return callback.body.decode("utf-8")
    except UnicodeDecodeError:
        raise ForgedCallback from None


def _form(callback: Callback) -> "MultiDict[str]":
    try:
        pairs = parse_qsl(
            callback.body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:  # not UTF-8, or more fields than Twilio would ever have
        raise ForgedCallback from None
    return MultiDict(pairs)


def _said(body: str) -> Mapping[str, str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableCallback from None
    if not isinstance(told, dict):
        raise UnreadableCallback
    return {name: str(value) for name, value in told.items() if isinstance(value, str | int)}
