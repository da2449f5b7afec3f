"""Promises: what takes an ending back tells nobody that there is no danger, since the alert that
was ended holds again."""

from collections.abc import Iterable
from dataclasses import replace

from alerts.chains import AlertEnding, ending_by, number_restored
from alerts.composing.drafts import AlertDraft
from alerts.states import CorrectionKind
from alerts.tables import Alert
from runtime import UsageProblem, either, mark, said
from templates import Variable, VariableKind

# Options of `situation` in the template `false_alarm`, and in an office's copy of it.
NO_DANGER = frozenset({"no_danger", "ignore"})
_IF_NO_DANGER = {
    AlertEnding.ENDED: mark("If there is no danger, leave alert {number} as it stands."),
    AlertEnding.WITHDRAWN: mark(
        "If there is no danger, say so afterwards: `tocsin alerts all-clear {before}`."
    ),
}


class DangerDenied(UsageProblem):
    """Nothing was stopped or sent. What ended or withdrew an alert is taken back only in words that
    do not deny the danger."""

    @classmethod
    def of(
        cls, alert: Alert, kind: CorrectionKind, variable: Variable, chosen: str
    ) -> "DangerDenied":
        """Which alert would hold again, what cannot be said then, and what to type."""
        command = f"tocsin alerts {kind.replace('_', '-')} {alert.id} --set {variable.name}="
        left = list(_without_promises(variable).options)
        names = {"number": alert.id, "before": number_restored(alert)}
        what = said(
            "If alert {number} is taken back, alert {before} holds again: '{value}' would tell people that there is no danger.",
            value=chosen,
            **names,
        )
        typed = either([f"`{command}{option}`" for option in left])
        problem = cls(
            what,
            said("Type {commands}.", commands=typed),
            said(_IF_NO_DANGER[ending_by(alert)], **names),
        )
        can_be = said(
            "'{name}' can be: {choices}.",
            name=variable.name,
            choices="; ".join(_without_promises(variable).choices),
        )
        problem.details_for_programs = (what, can_be)
        return problem.at(f"#/values/{variable.name}")


def choices_after_ending(alert: Alert, variables: Iterable[Variable]) -> tuple[Variable, ...]:
    """These variables with the options that can be said when this alert is taken back: all, unless
    it ended or withdrew another."""
    if number_restored(alert) is None:
        return tuple(variables)
    return tuple(_without_promises(each) for each in variables)


def check_promises_nothing(alert: Alert, kind: CorrectionKind, draft: AlertDraft) -> None:
    """Refuse words that deny the danger, for the correction of what ended or withdrew an alert;
    raises DangerDenied."""
    if number_restored(alert) is None:
        return
    for variable in draft.template.variables:
        chosen = str(draft.values.items.get(variable.name, ""))
        if variable.kind is VariableKind.CHOICE and chosen in NO_DANGER:
            raise DangerDenied.of(alert, kind, variable, chosen)


def _without_promises(variable: Variable) -> Variable:
    """The variable without the options that deny a danger."""
    left = {name: words for name, words in variable.options.items() if name not in NO_DANGER}
    return replace(variable, options=left)
