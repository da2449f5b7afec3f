"""Strikes: which message meets which fault; the same seed and the same order of messages meet the
same ones."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Protocol

from channels.contract import Medium
from channels.sandbox.faults import (
    DOWN,
    EMAIL_FAULTS,
    NO_FAULT,
    REVOKED,
    SMS_FAULTS,
    InjectedFault,
    Stage,
)
from channels.sandbox.script import Rule, Script

KNOWN: Mapping[Medium, Mapping[str, InjectedFault]] = {
    Medium.SMS: SMS_FAULTS,
    Medium.EMAIL: EMAIL_FAULTS,
}


class Strike:
    """One rule, and how often it has been asked and has struck."""

    def __init__(self, rule: Rule, fault: InjectedFault, random: Random) -> None:
        self.rule, self.fault = rule, fault
        self._random = random
        self._seen = self._struck = 0

    def falls(self, to: str) -> bool:
        """Whether it is due for this message, which is counted."""
        rule = self.rule
        if rule.to and rule.to != to:
            return False
        self._seen += 1
        drawn = self._random.random() if rule.share is not None else 0.0
        turn = self._seen - rule.after
        if turn < 1 or (rule.count is not None and self._struck >= rule.count):
            return False
        return turn % rule.every == 0 if rule.share is None else drawn < rule.share

    def struck(self) -> InjectedFault:
        """Count it as done."""
        self._struck += 1
        return self.fault


class Listens(Protocol):
    """A listener that can be taken down, for good or for some seconds, and brought up."""

    def down(self, seconds: float = 0) -> None: ...

    def up(self) -> None: ...


class Faults:
    """The script in force; `struck` counts what it did, by kind."""

    def __init__(self) -> None:
        self.struck: Counter[str] = Counter()
        self._revoked: InjectedFault | None = None
        self._watchers: list[Callable[[Script], None]] = []
        self._listeners: dict[Medium, Listens] = {}
        self._set(Script())

    def watch(self, watcher: Callable[[Script], None]) -> None:
        """Have somebody told of every script from now on."""
        self._watchers.append(watcher)

    def govern(self, medium: Medium, listener: Listens) -> None:
        """Have a medium's listener go down and up as the script says."""
        self._listeners[medium] = listener
        self._place(medium, listener)

    def switch(self, script: Script) -> None:
        """Replace the whole script; `Script()` puts everything right."""
        self._set(script)
        for watcher in self._watchers:
            watcher(script)
        for medium, listener in self._listeners.items():
            self._place(medium, listener)

    def due(self, medium: Medium, stage: Stage, to: str = "") -> InjectedFault:
        """The fault to commit now; NO_FAULT when none is due. Every rule counts the message, the
        first due one strikes."""
        if self._revoked and medium is Medium.SMS:
            return self._revoked
        due = [strike for strike in self._strikes[medium, stage] if strike.falls(to)]
        if not due:
            return NO_FAULT
        fault = due[0].struck()
        self.struck[due[0].rule.kind] += 1
        if fault.reply == REVOKED:
            self._revoked = fault
        if fault.reply == DOWN:
            self._listeners[medium].down(fault.seconds)
        return fault

    @property
    def revoked(self) -> bool:
        """Whether the key of the SMS account has been withdrawn."""
        return self._revoked is not None

    def _place(self, medium: Medium, listener: Listens) -> None:
        down = next((rule for rule in _rules(self.script, medium) if rule.at_once), None)
        if down is None:
            return listener.up()
        self.struck[down.kind] += 1
        return listener.down(down.seconds or 0)

    def _set(self, script: Script) -> None:
        self.script = script
        self._revoked = None
        self._strikes: Mapping[tuple[Medium, Stage], Sequence[Strike]] = {
            (medium, stage): [each for each in strikes if each.fault.stage is stage]
            for medium, strikes in {medium: _strikes(script, medium) for medium in Medium}.items()
            for stage in Stage
        }


def _strikes(script: Script, medium: Medium) -> Sequence[Strike]:
    return [
        Strike(rule, rule.fault(KNOWN[medium]), Random(f"{script.seed} {medium} {number}"))
        for number, rule in enumerate(_rules(script, medium))
        if not rule.at_once
    ]


def _rules(script: Script, medium: Medium) -> Sequence[Rule]:
    return {Medium.SMS: script.sms, Medium.EMAIL: script.email}[medium]
