"""Refusals: why an issued alert cannot be corrected so."""

from sqlmodel import Session

from alerts.chains import AlertEnding, corrected_alert, ending_by, last_correction
from alerts.register import dispatch_of
from alerts.states import CorrectionKind, MsgType
from alerts.tables import Alert
from runtime import Exit, Problem, UsageProblem, mark, said
from templates import Variable

_BY_ANOTHER = {
    AlertEnding.UPDATED: mark("Alert {number} was updated by alert {later}."),
    AlertEnding.ENDED: mark("Alert {number} was ended by alert {later}."),
    AlertEnding.WITHDRAWN: mark("Alert {number} was withdrawn by alert {later}."),
}
_WHAT_NEXT = {
    AlertEnding.UPDATED: mark("To correct that one: `tocsin alerts {command} {later}`."),
    AlertEnding.ENDED: mark("If that was a mistake: `tocsin alerts cancel {later}`."),
    AlertEnding.WITHDRAWN: mark("There is nothing more to do."),
}
_ONLY_TAKEN_BACK = {
    AlertEnding.ENDED: mark(
        "By alert {number}, alert {before} was ended: that can only be taken back, by `tocsin alerts cancel {number}`."
    ),
    AlertEnding.WITHDRAWN: mark(
        "By alert {number}, alert {before} was withdrawn: that can only be taken back, by `tocsin alerts cancel {number}`."
    ),
}


class AlreadyCorrected(Problem):
    """This command stopped and sent nothing. `tocsin alerts show` with its number says what became
    of it."""

    for_programs = (
        "Nothing was stopped or sent. What took its place can be corrected, unless it withdrew it."
    )
    exit = Exit.REFUSED
    status = 409

    @classmethod
    def of(cls, alert: Alert, last: Alert, kind: CorrectionKind) -> "AlreadyCorrected":
        """By what the alert was corrected in the end, and the command that corrects that, if any
        does."""
        ending, command = ending_by(last), kind.replace("_", "-")
        what = said(_BY_ANOTHER[ending], number=alert.id, later=last.id)
        problem = cls(what, said(_WHAT_NEXT[ending], command=command, later=last.id))
        problem.details_for_programs = (what,)
        return problem


class Contradiction(Problem):
    """Nothing was stopped or sent. `tocsin alerts show` with its number says what it corrects."""

    exit = Exit.REFUSED
    status = 409


class NothingNew(UsageProblem):
    """An update says something new: give what changes, --set NAME=VALUE or --area. What is taken
    back needs `tocsin alerts cancel`."""

    for_programs = "An update says something new: give what changes, in `values`, `areas` or `groups`. What is taken back is a correction of the kind `cancel`."


class SamePlaces(UsageProblem):
    """What ends or takes back an alert goes to whom it reached, wherever they live: leave the areas
    and groups out."""


class NotDecided(UsageProblem):
    """Nothing was stopped or sent. What takes an alert back promises nothing by itself: say what is
    true now, with --set."""

    for_programs = "Nothing was stopped or sent. What takes an alert back promises nothing by itself: `values` say what is true now."

    @classmethod
    def of(cls, variable: Variable) -> "NotDecided":
        """What was left open, and what can be said."""
        choices = "; ".join(variable.choices)
        left = said(
            "'{name}' is not said. It is one of: {choices}.", name=variable.name, choices=choices
        )
        return cls(left).at(f"#/values/{variable.name}")


def check_correctable(session: Session, alert: Alert, kind: CorrectionKind) -> None:
    """Refuse what would contradict what was said before; raises NotIssued, AlreadyCorrected or
    Contradiction."""
    dispatch_of(alert)
    if (last := last_correction(session, alert)) is not None:
        raise AlreadyCorrected.of(alert, last, kind)
    before = corrected_alert(session, alert)
    if alert.msg_type is not MsgType.CANCEL or before is None:
        return
    if before.msg_type is MsgType.CANCEL:
        raise Contradiction(
            said(
                "Alert {number} took back alert {before}, so alert {first} holds again: correct that one.",
                number=alert.id,
                before=before.id,
                first=before.corrects_id,
            )
        )
    if kind in {CorrectionKind.UPDATE, CorrectionKind.ALL_CLEAR}:
        raise Contradiction(
            said(_ONLY_TAKEN_BACK[ending_by(alert)], number=alert.id, before=before.id)
        )
