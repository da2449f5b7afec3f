"""The Messages API as Twilio speaks it
(https://www.twilio.com/docs/messaging/api/message-resource)."""

import asyncio
import binascii
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hmac import compare_digest
from weakref import WeakSet

from aiohttp import web

from channels.contract import Medium
from channels.sandbox.arrivals import Arrivals, ArrivedMessage, new_id
from channels.sandbox.callbacks import Call, Callbacks
from channels.sandbox.endings import DrawnEndings, MessageEnding
from channels.sandbox.faults import Stage
from channels.sandbox.forms import MessageForm
from channels.sandbox.refusals import mistreat, refusal
from channels.sandbox.script import Script
from channels.sandbox.strikes import Faults

ACCOUNT = "AC" + "a" * 32
TOKEN = "sandbox-token"
VERSION = "2010-04-01"
REMEMBERED = 200_000  # messages whose end can be asked for

_PATH = f"/{VERSION}/Accounts/{{account}}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was accepted, and how it ends."""

    form: MessageForm
    at: str
    ending: MessageEnding


class MessagesApi:
    """Handlers for the messages of one account."""

    def __init__(
        self, arrivals: Arrivals, faults: Faults, callbacks: Callbacks, *, account: str, token: str
    ) -> None:
        self._arrivals = arrivals
        self._faults = faults
        self._callbacks = callbacks
        self._account = account
        self._token = token
        self._taken: dict[str, Taken] = {}
        self._callers: WeakSet[asyncio.Transport] = WeakSet()
        self.obey(faults.script)
        faults.watch(self.obey)

    def obey(self, script: Script) -> None:
        """Let the messages from now on end as the script says."""
        self._endings = DrawnEndings(script.callbacks, script.seed)
        self._shared_key = script.callbacks.shared_key

    def routes(self) -> list[web.RouteDef]:
        """Where they hang."""
        return [
            web.post(_PATH + "/Messages.json", self.create),
            web.get(_PATH + "/Messages.json", self.listing),
            web.get(_PATH + "/Messages/{sid}.json", self.show),
        ]

    async def create(self, request: web.Request) -> web.StreamResponse:
        """Accept a message, or refuse it as Twilio would."""
        if request.transport is not None:
            self._callers.add(request.transport)
        form = MessageForm.of(await request.post())
        code = self._forbidden(request) or form.wrong()
        if code:
            return refusal(code, form.to, form.sender)
        fault = self._faults.due(Medium.SMS, Stage.REQUEST, form.to)
        if fault.code and fault.code != 500:
            return refusal(fault.code, form.to, form.sender, retry_after=fault.seconds)
        sid = new_id("SM")
        if fault.keeps:
            self._take(sid, form)
        answer = web.json_response(self._resource(sid, Taken(form, _now(), _NOT_YET)), status=201)
        return await mistreat(request, fault, answer) if fault.reply or fault.code else answer

    def hang_up(self) -> None:
        """End the connections that messages came by; those of the page stand."""
        for caller in self._callers:
            caller.abort()

    async def listing(self, request: web.Request) -> web.StreamResponse:
        """An empty page of messages, for whoever asks whether the credentials work."""
        code = self._forbidden(request)
        if code:
            return refusal(code)
        return web.json_response({"messages": [], "page": 0, "page_size": 1, "next_page_uri": None})

    async def show(self, request: web.Request) -> web.StreamResponse:
        """One message and its end: the one that its callbacks tell, told already or not."""
        sid = request.match_info["sid"]
        taken = self._taken.get(sid)
        code = self._forbidden(request) or (0 if taken else 20404)
        if code or taken is None:
            return refusal(code)
        return web.json_response(self._resource(sid, taken))

    def _take(self, sid: str, form: MessageForm) -> None:
        """Write the ledger's line, then draw the end; the callbacks wait for nobody."""
        token, attempt = form.mark()
        sender = form.sender or form.service
        self._arrivals.record(
            ArrivedMessage(
                Medium.SMS, form.to, sender, "", form.body, sid, token=token, attempt=attempt
            )
        )
        ending = self._endings.draw(form.to)
        self._taken[sid] = Taken(form, _now(), ending)
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]
        if form.callback:
            for told in ending.told:
                fields = self._fields(sid, form, told.status, ending)
                self._callbacks.tell(Call(form.callback, fields, self._shared_key), told.after)

    def _fields(
        self, sid: str, form: MessageForm, status: str, ending: MessageEnding
    ) -> dict[str, str]:
        fields = {
            "AccountSid": self._account,
            "ApiVersion": VERSION,
            "MessageSid": sid,
            "MessageStatus": status,
            "SmsSid": sid,
            "SmsStatus": status,
            "To": form.to,
        }
        if form.sender:
            fields["From"] = form.sender
        if form.service:
            fields["MessagingServiceSid"] = form.service
        if ending.code and status == ending.status:
            fields["ErrorCode"] = str(ending.code)
        return fields

    def _resource(self, sid: str, taken: Taken) -> dict[str, object]:
        form, path = taken.form, f"/{VERSION}/Accounts/{self._account}/Messages/{sid}"
        status = taken.ending.status or ("accepted" if form.service else "queued")
        return {
            "account_sid": self._account,
            "api_version": VERSION,
            "body": form.body,
            "date_created": taken.at,
            "date_sent": None,
            "date_updated": taken.at,
            "direction": "outbound-api",
            "error_code": taken.ending.code,
            "error_message": None,
            "from": form.sender or None,
            "messaging_service_sid": form.service or None,
            "num_media": "0",
            "num_segments": "0" if form.service else "1",
            "price": None,
            "price_unit": "EUR",
            "sid": sid,
            "status": status,
            "to": form.to,
            "uri": f"{path}.json",
            "subresource_uris": {"media": f"{path}/Media.json"},
        }

    def _forbidden(self, request: web.Request) -> int:
        user, password = _credentials(request.headers.get("Authorization", ""))
        known = user == self._account or user.startswith("SK")
        if (
            not known
            or not compare_digest(password.encode(), self._token.encode())
            or self._faults.revoked
        ):
            return 20003
        return 0 if request.match_info["account"] == self._account else 20404


_NOT_YET = MessageEnding("", None, ())


def _credentials(header: str) -> tuple[str, str]:
    try:
        user, _, password = b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _now() -> str:
    return format_datetime(datetime.now(UTC))
