"""The Messages API as Twilio speaks it (https://www.twilio.com/docs/messaging/api/message-resource)."""

import asyncio
import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hmac import compare_digest

from aiohttp import web

from channels.contract import Medium
from channels.sandbox.arrivals import Arrival, Arrivals, new_id
from channels.sandbox.faults import HANG, MALFORMED, RESET, Fault, Faults, Stage

ACCOUNT = "AC" + "a" * 32
TOKEN = "sandbox-token"
LONGEST_BODY = 1600
LONGEST_VALIDITY = 36_000

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}")
_PATH = "/2010-04-01/Accounts/{account}"

# Twilio's own words hold the number: a client that logs them is found out here.
_WORDS: Mapping[int, str] = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "Invalid 'To' Phone Number: {to}",
    21212: "Invalid From Number (caller ID): {sender}",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({sender}) is not a valid message-capable Twilio phone number.",
    21609: "The StatusCallback URL is not a valid url.",
    21610: "Attempt to send to unsubscribed recipient {to}",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "Message cannot be sent with the current combination of 'To' ({to}) and/or 'From' ({sender}) parameters",
    21614: "To number: {to}, is not a mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
}
_STATUS: Mapping[int, int] = {20003: 401, 20404: 404, 20429: 429}

# https://www.twilio.com/docs/iam/test-credentials
_MAGIC_TO: Mapping[str, int] = {
    "+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550004": 21610, "+15005550009": 21614,
}  # fmt: skip
_MAGIC_FROM: Mapping[str, int] = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}


@dataclass(frozen=True, slots=True)
class Form:
    """The parameters of a new message, as they came."""

    to: str
    sender: str
    service: str
    body: str
    validity: str
    callback: str

    @classmethod
    def of(cls, given: Mapping[str, object]) -> "Form":
        """Read the parameters of a POST; what is missing is empty, except the validity."""
        return cls(
            to=str(given.get("To", "")),
            sender=str(given.get("From", "")),
            service=str(given.get("MessagingServiceSid", "")),
            body=str(given.get("Body", "")),
            validity=str(given.get("ValidityPeriod", LONGEST_VALIDITY)),
            callback=str(given.get("StatusCallback", "")),
        )


_CHECKS: tuple[tuple[Callable[[Form], bool], int], ...] = (
    (lambda form: not form.to, 21604),
    (lambda form: not _NUMBER.fullmatch(form.to), 21211),
    (lambda form: not form.sender and not form.service, 21603),
    (lambda form: bool(form.sender) and not _SENDER.fullmatch(form.sender), 21212),
    (lambda form: not form.body, 21602),
    (lambda form: len(form.body) > LONGEST_BODY, 21617),
    (lambda form: not (form.validity.isdigit() and 1 <= int(form.validity) <= LONGEST_VALIDITY), 21621),
    (lambda form: not re.fullmatch(r"(https?://[^\s_/]+(/\S*)?)?", form.callback), 21609),
)


class MessagesApi:
    """Handlers for the messages of one account."""

    def __init__(self, arrivals: Arrivals, faults: Faults, account: str, token: str) -> None:
        self._arrivals = arrivals
        self._faults = faults
        self._account = account
        self._token = token

    def routes(self) -> list[web.RouteDef]:
        """Where they hang."""
        return [
            web.post(_PATH + "/Messages.json", self.create),
            web.get(_PATH + "/Messages.json", self.listing),
        ]

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Accept a message, or refuse it as Twilio would."""
        form = Form.of(await request.post())
        code = self._forbidden(request) or _wrong(form)
        if code:
            return _refusal(code, form)
        fault = self._faults.due(Medium.SMS, Stage.REQUEST, form.to)
        sid = new_id("SM")
        if fault.keeps or not (fault.code or fault.reply):
            self._arrivals.record(
                Arrival(Medium.SMS, form.to, form.sender or form.service, "", form.body, sid)
            )
        if fault.code or fault.reply:
            return await _fail(request, fault, form)
        return web.json_response(_resource(sid, self._account, form), status=201)

    async def listing(self, request: web.Request) -> web.StreamResponse:
        """An empty page of messages, for whoever asks whether the credentials work."""
        code = self._forbidden(request)
        if code:
            return _refusal(code)
        return web.json_response({"messages": [], "page": 0, "page_size": 1, "next_page_uri": None})

    def _forbidden(self, request: web.Request) -> int:
        user, password = _credentials(request.headers.get("Authorization", ""))
        known = user == self._account or user.startswith("SK")
        if not known or not compare_digest(password.encode(), self._token.encode()):
            return 20003
        return 0 if request.match_info["account"] == self._account else 20404


def _wrong(form: Form) -> int:
    """The first code that applies to these parameters; 0 when there is nothing wrong."""
    magic = _MAGIC_TO.get(form.to) or _MAGIC_FROM.get(form.sender)
    return magic or next((code for applies, code in _CHECKS if applies(form)), 0)


def _credentials(header: str) -> tuple[str, str]:
    try:
        user, _, password = b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _refusal(code: int, form: Form | None = None) -> web.Response:
    status = _STATUS.get(code, 400)
    words = _WORDS.get(code, "The request was refused.")
    told = words.format(to=form.to, sender=form.sender) if form else words
    more = f"https://www.twilio.com/docs/errors/{code}"
    answer = {"code": code, "message": told, "more_info": more, "status": status}
    return web.json_response(answer, status=status, headers={"Retry-After": "1"} if status == 429 else None)


async def _fail(request: web.Request, fault: Fault, form: Form) -> web.StreamResponse:
    if fault.reply == HANG:
        await asyncio.sleep(3600)
    if fault.reply == RESET and request.transport is not None:
        request.transport.abort()
    if fault.reply == MALFORMED:
        return web.Response(text="<html>Accepted</html>", content_type="text/html", status=201)
    if fault.code == 500:
        return web.json_response(
            {"code": 20500, "message": "Internal Server Error", "status": 500}, status=500
        )
    return _refusal(fault.code, form)


def _resource(sid: str, account: str, form: Form) -> dict[str, object]:
    path = f"/2010-04-01/Accounts/{account}/Messages/{sid}"
    return {
        "account_sid": account, "api_version": "2010-04-01", "body": form.body, "date_created": _now(),
        "date_sent": None, "date_updated": _now(), "direction": "outbound-api", "error_code": None,
        "error_message": None, "from": form.sender or None, "messaging_service_sid": form.service or None,
        "num_media": "0", "num_segments": "0" if form.service else "1", "price": None, "price_unit": "EUR", "sid": sid,
        "status": "accepted" if form.service else "queued", "to": form.to, "uri": f"{path}.json",
        "subresource_uris": {"media": f"{path}/Media.json"},
    }  # fmt: skip


def _now() -> str:
    return format_datetime(datetime.now(UTC))
