"""Refused forms: what was typed and not accepted, kept for a while in this process's memory, so
that the answer is a page that can be reloaded, gone back to and read in another language. Nothing
typed stands in an address, a log or the database."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from threading import Lock

from starlette.requests import Request

from web.public.forms import ParsedForm

REFUSED = "refused"  # the name of the secret in an address
KEPT_FOR = timedelta(minutes=30)
MOST_SIGNS = 4_000_000  # of all forms together; the oldest go first
PROOF = "altcha"


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form as it was typed, and what is wrong by field, in English."""

    form: ParsedForm = field(default_factory=lambda: ParsedForm({}))
    errors: Mapping[str, str] = field(default_factory=dict)


class RefusedForms:
    """The forms that were refused lately, each found by a secret (128 random bits)."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._lock = now, Lock()
        self._kept: OrderedDict[str, tuple[datetime, int, RefusedForm]] = OrderedDict()
        self._signs = 0

    def keep(self, form: ParsedForm, errors: Mapping[str, str]) -> str:
        """Keep a form without its proof of work; returns its secret."""
        fields = {name: values for name, values in form.fields.items() if name != PROOF}
        signs = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
        handle = token_urlsafe(16)
        with self._lock:
            self._kept[handle] = (self._now(), signs, RefusedForm(ParsedForm(fields), errors))
            self._signs += signs
            self._forget()
        return handle

    def read(self, request: Request) -> RefusedForm:
        """The form that the address of a page names; an empty one where it names none."""
        with self._lock:
            self._forget()
            found = self._kept.get(request.query_params.get(REFUSED, ""))
        return found[2] if found else RefusedForm()

    def __len__(self) -> int:
        return len(self._kept)

    def _forget(self) -> None:
        while self._kept:
            at, signs, _ = next(iter(self._kept.values()))
            if self._signs <= MOST_SIGNS and at > self._now() - KEPT_FOR:
                return
            self._kept.popitem(last=False)
            self._signs -= signs
