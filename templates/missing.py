"""Missing values: what a template cannot be sent without, and how to say it."""

from collections.abc import Sequence

from runtime import UsageProblem, by_language, joined, mark, said
from templates.definition import Template, Variable, VariableKind
from templates.moments import FORMS


class MissingVariable(UsageProblem):
    """The template cannot be sent without it. Add `--set VARIABLE=VALUE`; `tocsin templates show
    NAME` lists the variables."""

    for_programs = "The template cannot be sent without it. Add it to `values`; `GET /v1/templates/NAME` lists the variables."


def lacking_values(template: Template, missing: Sequence[Variable]) -> MissingVariable:
    """What has to be set, how, and what each choice may be."""
    typed = (
        said('--set {name}="{example}"', name=each.name, example=example_of(each))
        for each in missing
    )
    names, wanted = ", ".join(each.name for each in missing), joined(" ", typed)
    choices = [
        said("{name} is one of {choices}.", name=each.name, choices=", ".join(each.choices))
        for each in missing
        if each.kind is VariableKind.CHOICE
    ]
    told = mark("'{template}' needs {names}: {wanted}.")
    problem = MissingVariable(
        said(told, template=template.name, names=names, wanted=wanted), *choices
    )
    problem.details_for_programs = (f"'{template.name}' needs {names}.", *choices)
    return problem.at(*(f"#/values/{each.name}" for each in missing))


def example_of(variable: Variable) -> str:
    """How a value may look; of a choice the first."""
    if variable.kind is VariableKind.MOMENT and not variable.example:
        return said(FORMS)
    if variable.kind is VariableKind.CHOICE:
        return next(iter(variable.options))
    return by_language(variable.example) if variable.example else said("a few words")
