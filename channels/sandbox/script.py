"""The script: which faults, how often, from which message on; the body of POST /sandbox/faults and
of a file."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from channels.sandbox.faults import DOWN, EMAIL_FAULTS, NAMELESS, SMS_FAULTS, InjectedFault, Stage
from runtime import Problem, said, why_refused

Share = Annotated[float, Field(ge=0, le=1)]
LONGEST = 86_400.0


class UnreadableScript(Problem):
    """Correct the file, TOML or JSON, that `tocsin sandbox --faults FILE` names; docs/sandbox.md
    has an example of each fault."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Part):
    """A fault of that kind for each `every`-th message, or for a `share` of them; of those to `to`
    if it is given.

    It spares the first `after` messages, and ends when it has struck `count` times.
    """

    kind: str
    every: int = Field(1, ge=1)
    share: Share | None = None
    to: str = ""
    after: int = Field(0, ge=0)
    count: int | None = Field(None, ge=1)
    seconds: float | None = Field(None, ge=0, le=LONGEST, allow_inf_nan=False)
    code: int | None = Field(
        None, ge=10_000, le=999_999, description="Twilio's, for the kind `code`"
    )

    @model_validator(mode="after")
    def _one_frequency(self) -> Self:
        if self.share is not None and self.every != 1:
            raise ValueError("either every or share")
        if (self.kind == "code") != (self.code is not None):
            raise ValueError("code goes with the kind `code`, and only with it")
        return self

    @property
    def at_once(self) -> bool:
        """Whether it waits for no message: a listener that is down from the start."""
        return (
            self.kind == DOWN
            and self.share is None
            and self.every == 1
            and not self.after
            and not self.to
        )

    def fault(self, known: Mapping[str, InjectedFault]) -> InjectedFault:
        """What it does, with its own seconds if it has any."""
        fault = known.get(self.kind) or InjectedFault(Stage.REQUEST, self.code or int(self.kind))
        return fault if self.seconds is None else replace(fault, seconds=self.seconds)


class Undelivered(_Part):
    """The share of messages whose last callback says undelivered or the like, and Twilio's code for
    it."""

    share: Share
    code: int = Field(30003, ge=10_000, le=999_999)
    status: Literal["undelivered", "failed", "partially_delivered", "canceled"] = "undelivered"


class CallbackScript(_Part):
    """What becomes of the callbacks of accepted messages; without one, every message is
    delivered."""

    delay: tuple[float, float] = (0.05, 0.2)
    reorder: Share = 0
    repeat: Share = 0
    drop: Share = 0
    undelivered: Undelivered | None = None
    to: Mapping[str, str] = {}
    shared_key: str = Field(
        "", description="signs them as a Webhook Rule does, in place of the token"
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        low, high = self.delay
        if not 0 <= low <= high <= LONGEST:
            raise ValueError("delay is [low, high] in seconds, low first")
        if not all(code.isdigit() and len(code) in {5, 6} for code in self.to.values()):
            raise ValueError("to gives each number a code of Twilio's such as 30005")
        return self


class Bounces(_Part):
    """The share of accepted mails that come back later, as reports appended to an mbox file."""

    share: Share
    file: Path
    status: str = Field("5.1.1", pattern=r"^[45]\.\d{1,3}\.\d{1,3}$")


def _listed(given: object) -> object:
    return [given] if isinstance(given, dict) else [] if given is None else given


def _sms(rule: Rule) -> Rule:
    if (
        rule.kind in SMS_FAULTS
        or rule.kind == "code"
        or (rule.kind.isdecimal() and len(rule.kind) in {5, 6})
    ):
        return rule
    raise ValueError(f"kind is one of {', '.join(SMS_FAULTS)}, or a code of Twilio's such as 21610")


def _email(rule: Rule) -> Rule:
    fault = EMAIL_FAULTS.get(rule.kind)
    if fault is None:
        raise ValueError(f"kind is one of {', '.join(EMAIL_FAULTS)}")
    if rule.to and fault.stage in NAMELESS:
        raise ValueError(
            f"{rule.kind} strikes before it is said to whom the mail goes; leave out to"
        )
    return rule


class Script(_Part):
    """Everything the sandbox is told to do wrong; an empty one puts all right. One rule may stand
    without a list."""

    seed: int = 0
    sms: Annotated[tuple[Annotated[Rule, AfterValidator(_sms)], ...], BeforeValidator(_listed)] = ()
    email: Annotated[
        tuple[Annotated[Rule, AfterValidator(_email)], ...], BeforeValidator(_listed)
    ] = ()
    callbacks: CallbackScript = CallbackScript()
    bounces: Bounces | None = None


def read_script(path: Path) -> Script:
    """The script in a file, JSON if it is called so, else TOML."""
    try:
        text = path.read_text("utf-8")
        given = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        return Script.model_validate(given)
    except OSError as error:
        raise UnreadableScript(
            said("{file} cannot be read: {why}.", file=path.name, why=why_refused(error))
        ) from None
    except ValidationError as error:
        raise UnreadableScript(
            "; ".join(f"{each['where']}: {each['what']}" for each in complaints(error))
        ) from None
    except ValueError as error:
        raise UnreadableScript(
            said("{file} is neither TOML nor JSON: {why}.", file=path.name, why=str(error))
        ) from None


def complaints(error: ValidationError) -> list[dict[str, str]]:
    """What is wrong, field by field: `where` is `sms.0.kind` or the like."""
    return [
        {"where": ".".join(map(str, each["loc"])) or "the body", "what": each["msg"]}
        for each in error.errors()
    ]
