"""Faults: what the sandbox can be told to do wrong, to every message, to each n-th, or to one address's."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from channels.contract import Medium


class Stage(StrEnum):
    """Where in the conversation a fault strikes."""

    REQUEST = "request"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail: where, with which status or reply, and whether the message is kept all the same."""

    stage: Stage
    code: int = 0
    reply: str = ""
    keeps: bool = False


RESET, HANG, MALFORMED = "reset", "hang", "malformed"

SMS_FAULTS: Mapping[str, Fault] = {
    "429": Fault(Stage.REQUEST, 20429),
    "500_before": Fault(Stage.REQUEST, 500),
    "500_after": Fault(Stage.REQUEST, 500, keeps=True),
    "refuse": Fault(Stage.REQUEST, reply=RESET),
    "reset_after": Fault(Stage.REQUEST, reply=RESET, keeps=True),
    "hang": Fault(Stage.REQUEST, reply=HANG),
    "hang_after": Fault(Stage.REQUEST, reply=HANG, keeps=True),
    "malformed": Fault(Stage.REQUEST, reply=MALFORMED, keeps=True),
}
EMAIL_FAULTS: Mapping[str, Fault] = {
    "535": Fault(Stage.AUTH),
    "421_mail": Fault(Stage.MAIL, reply="421 4.3.2 Service is shutting down"),
    "450_rcpt": Fault(Stage.RCPT, reply="450 4.2.0 Greylisted, try again later"),
    "550_rcpt": Fault(Stage.RCPT, reply="550 5.1.1 No such mailbox"),
    "552_rcpt": Fault(Stage.RCPT, reply="552 5.2.2 Mailbox is full"),
    "554_data": Fault(Stage.DATA, reply="554 5.7.1 Looks like spam"),
    "reset_after_data": Fault(Stage.ANSWER, reply=RESET, keeps=True),
    "hang_after_data": Fault(Stage.ANSWER, reply=HANG, keeps=True),
}
NO_FAULT = Fault(Stage.REQUEST)


class Rule(BaseModel):
    """A fault of that kind for each `every`-th message, of those to `to` if it is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    every: int = Field(1, ge=1)
    to: str = ""


class Switches(BaseModel):
    """The body of POST /sandbox/faults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sms: Rule | None = None
    email: Rule | None = None

    @field_validator("sms")
    @classmethod
    def _known_sms(cls, rule: Rule | None) -> Rule | None:
        return _known(rule, SMS_FAULTS, or_code=True)

    @field_validator("email")
    @classmethod
    def _known_email(cls, rule: Rule | None) -> Rule | None:
        return _known(rule, EMAIL_FAULTS, or_code=False)


def _known(rule: Rule | None, faults: Mapping[str, Fault], *, or_code: bool) -> Rule | None:
    if rule is None or rule.kind in faults or (or_code and rule.kind.isdigit() and len(rule.kind) == 5):
        return rule
    raise ValueError(
        f"one of {', '.join(faults)}" + (" or a code of Twilio's such as 21610" if or_code else "")
    )


class Faults:
    """The switches as they stand."""

    def __init__(self) -> None:
        self._switches = Switches()
        self._seen: Counter[Medium] = Counter()

    def switch(self, switches: Switches) -> None:
        """Replace all switches; `Switches()` puts everything right."""
        self._switches = switches
        self._seen.clear()

    def due(self, medium: Medium, stage: Stage, to: str = "") -> Fault:
        """The fault to commit now; NO_FAULT when none is due."""
        rule, fault = _RULES[medium](self._switches)
        if rule is None or fault.stage is not stage or (rule.to and to and rule.to != to):
            return NO_FAULT
        self._seen[medium] += 1
        return fault if self._seen[medium] % rule.every == 0 else NO_FAULT


def _sms_rule(switches: Switches) -> tuple[Rule | None, Fault]:
    rule = switches.sms
    if rule is None:
        return None, NO_FAULT
    return rule, SMS_FAULTS.get(rule.kind) or Fault(Stage.REQUEST, int(rule.kind))


def _email_rule(switches: Switches) -> tuple[Rule | None, Fault]:
    rule = switches.email
    return (rule, EMAIL_FAULTS[rule.kind]) if rule else (None, NO_FAULT)


_RULES = {Medium.SMS: _sms_rule, Medium.EMAIL: _email_rule}
