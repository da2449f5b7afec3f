"""Names: how staff read a list of words, and the reason why a channel is left alone."""

from collections.abc import Mapping, Sequence

from channels import Outcome
from channels.explanations import (
    cause_after_colon,
    concerns_recipient,
    explain_cause,
    is_adapters_fault,
)
from runtime import Said, joined, said

REASONS: Mapping[str, Said] = {
    Outcome.UNAUTHORISED: said("refuses our password"),
    Outcome.MISCONFIGURED: said("does not accept our settings"),
    Outcome.THROTTLED: said("asks us to slow down"),
    Outcome.TRANSIENT: said("does not answer"),
}


def reason(why: str) -> str:
    """Why a channel is left alone, in words, with the provider's code: `unauthorised 20003` is
    `refuses our password (20003)`.

    Which of our settings are wrong, the code says; they are only suspected where it speaks of the
    recipient."""
    outcome, _, code = why.partition(" ")
    if outcome == Outcome.MISCONFIGURED and concerns_recipient(code):
        return said("refuses one recipient after another: {told}", told=explain_cause(code))
    words = REASONS.get(outcome, said("does not send"))
    if is_adapters_fault(code):
        return said("does not send: {told}", told=explain_cause(code))
    if outcome == Outcome.MISCONFIGURED and (told := explain_cause(code)) != code:
        return said("{words}: {told}", words=words, told=told)
    if outcome == Outcome.TRANSIENT:
        return said("{words}{why}", words=words, why=cause_after_colon(code))
    return said("{words} ({code})", words=words, code=code) if code else words


def listed(words: Sequence[str]) -> str:
    """These words as a list."""
    return joined(", ", words)
