"""Steps: what a message tells people to do, chosen by the values that staff set."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from runtime import Municipality, Said, said
from templates.actions import NO_ACTIONS, Actions, actions_file
from templates.corrections import hazard_of
from templates.definition import Template, VariableKind
from templates.values import Values

# What every wording may use that no variable of its template is called by.
STEP_SLOTS = ("steps", "brief", "action", "danger", "begins", "ends")
# What a wording may ask for although its template does not ask for it: it is empty.
OPTIONAL = ("advice", "impact", "link", "remains")


def step_slots(
    template: Template, values: Values, language: str, office: Municipality
) -> dict[str, object]:
    """What every wording may say of what to do, of when, and of what; variables of the template
    that are called so win."""
    actions = _filled(template.actions.get(language, NO_ACTIONS), office)
    steps = [actions.steps[each] for each in _chosen(values, template.steps, template.steps_by)]
    brief = [actions.shortest(each) for each in _chosen(values, template.brief, template.brief_by)]
    return {
        **dict.fromkeys(OPTIONAL, ""),
        "steps": steps,
        "brief": " ".join(brief),
        "action": actions.steps,
        "danger": hazard_of(template, values, language),
        "begins": _moment(values, "from"),
        "ends": _moment(values, "until"),
    }


def said_unset(template: Template, values: Values, language: str) -> dict[str, str]:
    """What a text says that nobody set, by the value of a choice."""
    found: dict[str, str] = {}
    for variable in template.variables:
        for choice, words in variable.default_by.items():
            code = str(values.get(choice, language) or "")
            if not values.get(variable.name, language) and code in words:
                found[variable.name] = words[code].get(language, "")
    return found


def missing_actions(template: Template, language: str) -> Iterator[Said]:
    """The actions that a template names and a language does not have."""
    known = template.actions.get(language, NO_ACTIONS).steps
    named = [*_named(template.steps, template.steps_by), *_named(template.brief, template.brief_by)]
    for action in dict.fromkeys(named):
        if action not in known:
            file = actions_file(language)
            yield said("'{action}' has no words in {file}", action=action, file=file)


def misnamed_choices(template: Template) -> Iterator[Said]:
    """What is said by the value of a choice that there is not."""
    tables: dict[str, Mapping[str, Mapping[str, object]]] = {
        "steps_by": template.steps_by,
        "brief_by": template.brief_by,
        "remains_by": template.remains_by,
    }
    tables |= {f"variables.{each.name}.default_by": each.default_by for each in template.variables}
    for name, table in tables.items():
        for choice, words in table.items():
            variable = template.variable(choice)
            options = variable.options if variable else {}
            if variable is None or variable.kind is not VariableKind.CHOICE:
                yield said("{name}: '{choice}' is no choice", name=name, choice=choice)
            for code in sorted(set(words) - set(options)):
                yield said(
                    "{name}.{choice}: '{code}' is none of its options",
                    name=name,
                    choice=choice,
                    code=code,
                )


def _chosen(
    values: Values,
    always: Sequence[str],
    by: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Iterator[str]:
    """What holds for the values of its choices, then what always does."""
    found = [
        action
        for choice, ways in by.items()
        for action in ways.get(str(values.items.get(choice, "")), ())
    ]
    yield from dict.fromkeys([*found, *always])


def _named(always: Sequence[str], by: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    yield from always
    for ways in by.values():
        for actions in ways.values():
            yield from actions


def _filled(actions: Actions, office: Municipality) -> Actions:
    def fill(words: Mapping[str, str]) -> dict[str, str]:
        return {name: each.replace("{phone}", office.phone) for name, each in words.items()}

    return Actions(fill(actions.steps), fill(actions.brief))


def _moment(values: Values, name: str) -> datetime | str:
    return values.moment(name) or ""
