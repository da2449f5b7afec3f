"""Corrections: what a message that ends, or takes back, another one has to name of it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from templates.definition import Template, Variable, VariableKind
from templates.values import Values

REMAINS = "remains"  # the variable of a correction for the danger that is left


def values_of_correction(
    template: Template,
    values: Values,
    correction: Template,
    *,
    sent: datetime,
    given: Collection[str] = (),
) -> dict[str, str]:
    """What to give `read_values` for the correction of a message: its hazard in each language, and
    when it was sent; also what remains dangerous, unless that is `given`."""
    both = spoken_in_both(template, correction).languages()
    hazards = {f"hazard.{language}": hazard_of(template, values, language) for language in both}
    own = template.correction_values if correction.name == template.correction else {}
    left = {f"{REMAINS}.{language}": remaining(template, values, language) for language in both}
    known = correction.variable(REMAINS) is not None and all(left.values())
    said_so = any(name.partition(".")[0] == REMAINS for name in given)
    remains = left if known and not said_so else {}
    return {**hazards, **remains, "sent": sent.astimezone(UTC).isoformat(), **own}


def spoken_in_both(template: Template, correction: Template) -> Template:
    """The correction in those of its languages in which a message is written; whoever reads another
    is told by their chain."""
    return correction.spoken_in(template.languages())


def undecided_choices(
    template: Template, correction: Template, given: Mapping[str, str]
) -> tuple[Variable, ...]:
    """The choices of a correction that nobody has made: neither staff, nor the template it
    corrects, nor its own default."""
    own = template.correction_values if correction.name == template.correction else {}
    return tuple(
        variable
        for variable in correction.variables
        if variable.kind is VariableKind.CHOICE
        and variable.required
        and not variable.default
        and not given.get(variable.name, own.get(variable.name, "")).strip()
    )


def remaining(template: Template, values: Values, language: str) -> str:
    """The danger that remains when the hazard of a message is over, empty where none is known."""
    for choice, words in template.remains_by.items():
        code = str(values.get(choice, language) or "")
        if code in words:
            return words[code].get(language, "")
    return template.remains.get(language, "")


def hazard_of(template: Template, values: Values, language: str) -> str:
    """What a message warns of, as one language names it."""
    variable = template.variable(template.hazard_from)
    chosen = values.get(template.hazard_from, language)
    if variable is None or chosen is None:
        return template.hazard[language]
    return variable.options[str(chosen)][language]
