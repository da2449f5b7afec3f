"""What Twilio tells afterwards: callbacks by their signature, and messages read again, as events."""

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, quote

from multidict import MultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.contract import Callback, Event, Fate
from channels.failures import ForgedCallback, UnreadableCallback
from channels.twilio_codes import STATUS, TOO_LATE, cause_afterwards

MOST_FIELDS = 100
_PLAIN = re.compile(r"[!-~]*")  # what is left out of a URL when it is parsed would not be signed
_SID = re.compile(r"[A-Za-z0-9]{1,80}")


class Signer:
    """Knows what Twilio signed: the address it was given, to the letter, with the account's token or the next one."""

    def __init__(self, address: str, tokens: Sequence[str]) -> None:
        self._address = address
        self._validators = [RequestValidator(token) for token in tokens if token]

    def url(self, token: str, attempt: int) -> str:
        """Where the receipts of one message shall go."""
        return f"{self._address}?d={quote(token, safe='')}&n={attempt}" if self._address else ""

    def fields(self, callback: Callback) -> Mapping[str, str]:
        """What a callback says; raises ForgedCallback."""
        signature = callback.headers.get("x-twilio-signature", "")
        url = f"{self._address}?{callback.query}" if callback.query else self._address
        if not (self._address and signature.isascii() and _PLAIN.fullmatch(callback.query)):
            raise ForgedCallback
        content = _json(callback) if _is_json(callback) else _form(callback)
        # The library would sign the single letters of a JSON body that its address has no hash of.
        if isinstance(content, str) and not parse_qs(callback.query).get("bodySHA256"):
            raise ForgedCallback
        if not any(each.validate(url, content, signature) for each in self._validators):
            raise ForgedCallback
        return _said(content) if isinstance(content, str) else content


def read_event(said: Mapping[str, str], query: str) -> Event:
    """The event of a status callback; raises UnreadableCallback."""
    ours = dict(parse_qsl(query))
    attempt = ours.get("n", "")
    sid, status = said.get("MessageSid", ""), said.get("MessageStatus", "")
    if not _SID.fullmatch(sid) or status not in STATUS:
        raise UnreadableCallback
    number = int(attempt) if re.fullmatch(r"[0-9]{1,6}", attempt) else 0
    return event_of(sid, status, said.get("ErrorCode", ""), token=ours.get("d", "")[:80], attempt=number)


def event_of(sid: str, status: str, code: str, *, token: str = "", attempt: int = 0) -> Event:
    """The event of a status that Twilio has a word for."""
    code = code if code.isascii() and code.isdigit() and len(code) <= 10 else ""
    fate = STATUS[status]
    if fate is not Fate.UNDELIVERED:
        return Event(sid, status, fate, token=token, attempt=attempt)
    if code == str(TOO_LATE):
        return Event(sid, status, Fate.EXPIRED, code=code, token=token, attempt=attempt)
    return Event(sid, status, fate, cause_afterwards(code), code, token, attempt)


def _is_json(callback: Callback) -> bool:
    return callback.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"


def _json(callback: Callback) -> str:
    try:
        return callback.body.decode("utf-8")
    except UnicodeDecodeError:
        raise ForgedCallback from None


def _form(callback: Callback) -> "MultiDict[str]":
    try:
        pairs = parse_qsl(callback.body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:  # not ASCII, or more fields than Twilio has
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
