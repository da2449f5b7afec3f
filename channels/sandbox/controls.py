"""Controls: the script in force over HTTP, and the switches of the page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from pydantic import ValidationError

from channels.sandbox.bouncing import NoMailbox, examine
from channels.sandbox.script import Script, complaints
from channels.sandbox.strikes import Faults


@dataclass(frozen=True, slots=True)
class Switch:
    """One fault as a person names it, in Greek and in English, and its script."""

    el: str
    en: str
    script: Mapping[str, object]

    @property
    def script_in_force(self) -> Mapping[str, object]:
        """Its script as it reads once it is in force."""
        return in_force(Script.model_validate(self.script))

    @property
    def body(self) -> str:
        """The body of POST /sandbox/faults."""
        return json.dumps(self.script)


SWITCHES: Sequence[Switch] = (
    Switch(
        "Ο πάροχος SMS ζητά να περιμένουμε",
        "The SMS provider says slow down",
        {"sms": {"kind": "429"}},
    ),
    Switch(
        "Ο πάροχος SMS δεν δέχεται το κλειδί",
        "The SMS provider refuses the key",
        {"sms": {"kind": "revoked"}},
    ),
    Switch(
        "Ο πάροχος SMS δεν απαντά για 30″",
        "The SMS provider is away for 30 s",
        {"sms": {"kind": "down", "seconds": 30}},
    ),
    Switch(
        "Ο πάροχος SMS αργεί 5″",
        "The SMS provider takes 5 s",
        {"sms": {"kind": "latency", "seconds": 5}},
    ),
    Switch(
        "Χάνεται κάθε δέκατη απάντηση",
        "Every tenth answer is lost",
        {"sms": {"kind": "reset_after", "every": 10}},
    ),
    Switch(
        "Ένα στα δέκα SMS δεν παραδίδεται",
        "One SMS in ten is not delivered",
        {"callbacks": {"undelivered": {"share": 0.1}}},
    ),
    Switch(
        "Χάνεται μία στις πέντε αναφορές παράδοσης",
        "One receipt in five is lost",
        {"callbacks": {"drop": 0.2}},
    ),
    Switch(
        "Ο διακομιστής e-mail δεν απαντά", "The mail relay is away", {"email": {"kind": "down"}}
    ),
    Switch(
        "Ο διακομιστής e-mail ζητά να περιμένουμε",
        "The mail relay says later",
        {"email": {"kind": "450_rcpt"}},
    ),
)


class Controls:
    """Handlers of the faults; a page of another site may not use them."""

    def __init__(self, faults: Faults, *, anywhere: bool) -> None:
        self._faults = faults
        self._anywhere = anywhere

    def routes(self) -> list[web.RouteDef]:
        """Where they hang."""
        return [
            web.get("/sandbox/faults", self.show),
            web.post("/sandbox/faults", self.switch),
            web.delete("/sandbox/faults", self.mend),
        ]

    async def show(self, _request: web.Request) -> web.Response:
        """The script in force, as it can be posted again."""
        return web.json_response(in_force(self._faults.script))

    async def switch(self, request: web.Request) -> web.Response:
        """Replace the script."""
        _from_here(request)
        try:
            script = Script.model_validate_json(await request.read())
        except ValidationError as error:
            raise _unclear(complaints(error)) from None
        if script.bounces is not None and self._anywhere:
            raise web.HTTPForbidden(text="With --anywhere, bounces are for `--faults FILE` alone.")
        try:
            examine(script)
        except NoMailbox as problem:
            raise _unclear([{"where": "bounces.file", "what": str(problem)}]) from None
        self._faults.switch(script)
        return web.Response(status=204)

    async def mend(self, request: web.Request) -> web.Response:
        """Put everything right."""
        _from_here(request)
        self._faults.switch(Script())
        return web.Response(status=204)


def in_force(script: Script) -> dict[str, object]:
    """What a script says, without what goes without saying."""
    return script.model_dump(mode="json", exclude_defaults=True)


def _from_here(request: web.Request) -> None:
    """The sandbox has no login, so a browser's word for it is asked that no other site is behind
    this."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        raise web.HTTPForbidden(text="Faults are switched from the sandbox's own page.")


def _unclear(complaint: Sequence[Mapping[str, str]]) -> web.HTTPUnprocessableEntity:
    return web.HTTPUnprocessableEntity(text=json.dumps(complaint), content_type="application/json")
