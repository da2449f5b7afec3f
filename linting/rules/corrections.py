"""The rules about updates, withdrawals and all-clears, and what single hazards need."""

from collections.abc import Iterator

from linting.cases import Case, TextMedium
from linting.evidence import action_in, body_end, hazard_in, remains_in
from linting.findings import LintFinding, LintLevel
from linting.hazards import HazardKind, hazard_of
from linting.kinds import MessageKind, corrects, is_actual, kind_of, warns
from linting.lexicons import common
from linting.reading import TextReading
from linting.rules.rule import Rule
from linting.times import Times
from runtime import mark, said

_CORRECTS = (
    MessageKind.UPDATE,
    MessageKind.RELEASED,
    MessageKind.ALL_CLEAR,
    MessageKind.WITHDRAWAL,
)


def name_what_is_replaced(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L17: which message this replaces, what to do now, and the danger that remains."""
    kind = kind_of(case, reading)
    if case.medium is TextMedium.SUBJECT or kind not in _CORRECTS:
        return
    wrong = list(_faults(case, reading, kind))
    if wrong:
        yield LintFinding(0, 0, "L17", LintLevel.ERROR, wrong[0])


def _faults(case: Case, reading: TextReading, kind: MessageKind) -> Iterator[str]:
    if corrects(case):
        if not Times(reading, case.lang, True).earlier:
            yield said(
                "Nothing says which message this replaces: write its time, such as of 18:02."
            )
        if hazard_of(case.event).kind is not HazardKind.NOTICE and not hazard_in(case, reading):
            yield said("Nothing says what the earlier message was about: name its hazard.")
    if kind is MessageKind.ALL_CLEAR:
        if _leaves_danger(case) and not remains_in(case, reading):
            yield said(
                "An all-clear names the danger that remains, such as ice, streams or damage."
            )
    elif (
        kind is not MessageKind.RELEASED
        and warns(case)
        and not (action_in(case, reading) or _finds(case, reading, "to_do_now"))
    ):
        yield said("Nothing says what to do now: write it, such as no action needed.")


def _leaves_danger(case: Case) -> bool:
    """A cut is over when it is over."""
    return hazard_of(case.event).kind in {HazardKind.DANGER, HazardKind.UNKNOWN}


def _finds(case: Case, reading: TextReading, words: str) -> bool:
    found = common(case.lang, words).search(reading.folded, 0, body_end(reading))
    return bool(found)


# What single hazards need: a list of words/common, whether it has to be there, what to write.
_NEEDS = {
    "power_cut": (("live", True, mark("Power cut: say that cables are to be treated as live.")),),
    "snow": (
        ("chains", True, mark("Snow: say that drivers need snow chains.")),
        ("schools", True, mark("Snow: say whether schools are open.")),
    ),
    "heat": (("vulnerable", True, mark("Heat: say who needs care, such as the elderly.")),),
    "fire": (("direction", True, mark("Fire: say which way to move, or to stay inside.")),),
    "water_unfit": (("cut", False, mark("Unfit water is no water cut: write of one alone.")),),
    "water_cut": (("unfit", False, mark("A water cut is not unfit water: write of one alone.")),),
}


def add_what_the_hazard_needs(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L20: what one hazard needs and no other does."""
    warned = kind_of(case, reading) is MessageKind.ALERT and is_actual(case)
    if case.medium is TextMedium.SUBJECT or not warned:
        return
    for words, is_wanted, say in _NEEDS.get(hazard_of(case.event).name, ()):
        if _finds(case, reading, words) is not is_wanted:
            yield LintFinding(0, 0, "L20", LintLevel.WARNING, said(say))
            return


CORRECTIONS: tuple[Rule, ...] = (name_what_is_replaced, add_what_the_hazard_needs)
