"""What staff read for the words of delivery: what became of a message, why it did not arrive."""

from collections.abc import Mapping

from channels import Medium, Outcome
from channels.explanations import explain_cause
from delivery import BlockReason, Lane, State
from delivery.status import Knowledge, Route
from runtime import Said, said

KNOWLEDGE_WORDS: Mapping[Knowledge, Said] = {
    Knowledge.HANDED_OVER: said("handed over"),
    Knowledge.CONFIRMED: said("arrived (confirmed)"),
    Knowledge.MAYBE: said("may have arrived"),
    Knowledge.WAITING: said("waiting"),
    Knowledge.ON_ITS_WAY: said("on its way"),
    Knowledge.NOT_REACHED: said("not reached"),
    Knowledge.WRITTEN: said("written to a file"),
    Knowledge.CAUGHT: said("caught by the sandbox"),
}
# Why a message did not arrive, where no code of the provider's says it better.
FAILURE_WORDS: Mapping[State, Said] = {
    State.REFUSED: said("the provider refused it"),
    State.UNDELIVERED: said("the provider could not deliver it"),
    State.EXPIRED: said("its time was over"),
    State.CANCELLED: said("the alert was stopped"),
    State.SKIPPED: said("nothing is sent to this contact"),
}
LANE_WORDS: Mapping[Lane, Said] = {
    Lane.EMERGENCY: said("urgent"),
    Lane.ROUTINE: said("ordinary"),
    Lane.CODES: said("codes"),
}
MEDIUM_WORDS: Mapping[Medium, Said] = {Medium.SMS: said("SMS"), Medium.EMAIL: said("e-mail")}
ROUTE_WORDS: Mapping[Route, Said] = {
    Route.FIRST: said("first try"),
    Route.FALLBACK: said("second try"),
}
BLOCK_WORDS: Mapping[BlockReason, Said] = {
    BlockReason.NONE: said("open"),
    BlockReason.INVALID: said("the address does not work"),
    BlockReason.OPTED_OUT: said("the person sent STOP"),
    BlockReason.BOUNCED: said("mails came back"),
    BlockReason.ERASED: said("erased"),
}
GOOD = ("", Outcome.ACCEPTED)  # says nothing of why
ENDED_BY_US = (State.EXPIRED, State.CANCELLED)
DOUBLED_WORDS = said("may have got it twice")
QUARANTINED_WORDS = said("stopped: this home is a copy")


def explain_failure(state: State, cause: str) -> Said:
    """Why a message did not arrive: the provider's code in words, else what its state says."""
    over = FAILURE_WORDS[state]
    told = said("") if cause in GOOD else explain_cause(cause)
    if told and state in ENDED_BY_US:
        return said("{over}; the last try: {told}", over=over, told=told)
    return told or over


def explain_open(state: State, cause: str) -> Said:
    """What is known of a message that may arrive yet, or may have, and why the last try failed."""
    what = KNOWLEDGE_WORDS[Knowledge.of(state)]
    if cause in GOOD:
        return what
    return said("{over}; the last try: {told}", over=what, told=explain_cause(cause))


def describe_outcome(known: Knowledge, state: State, cause: str) -> Said:
    """What is known of a message in one line; of one that did not arrive also why."""
    if known is Knowledge.NOT_REACHED:
        return said("{what}: {why}", what=KNOWLEDGE_WORDS[known], why=explain_failure(state, cause))
    return KNOWLEDGE_WORDS[known]
