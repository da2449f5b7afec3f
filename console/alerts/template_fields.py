"""What a template is, field by field, as `tocsin templates` shows it."""

from collections.abc import Iterator, Sequence

from alerts.plain_words import template_title
from console.terminal.language import ENGLISH, SPOKEN
from console.terminal.state_words import translate_word
from runtime import mark, said
from runtime.spans import lasting
from templates import Catalogue, Template, Variable


def template_row(template: Template) -> tuple[str, ...]:
    """A template in the list, a cell a column."""
    return (
        template.name,
        template.title.get("el", ""),
        translate_word(template.severity),
        "; ".join(template.languages()),
        template_title(template.correction) or "-",
    )


def usability_json(name: str, faults: Sequence[str], *, usable: bool) -> dict[str, object]:
    """Whether a template can be used, and what is wrong with it."""
    return {"name": name, "usable": usable, "faults": list(faults)}


def template_json(catalogue: Catalogue, template: Template) -> dict[str, object]:
    """A template that can be used: docs/json.md."""
    return {
        **usability_json(template.name, catalogue.faults_of(template.name), usable=True),
        "title": dict(template.title),
        "event": f"{template.event} ({template.event_code})",
        "category": template.category,
        "severity": template.severity,
        "urgency": template.urgency,
        "certainty": template.certainty,
        "topic": template.topic,
        "status": template.status,
        "expiry": str(template.expiry),
        "correction": template.correction,
        "languages": list(template.languages()),
        "variables": {
            each.name: {"kind": each.kind, "required": each.required} for each in template.variables
        },
    }


def template_lines(template: Template) -> Iterator[tuple[str, str]]:
    """What is described, a label and a value at a time, as people read it."""
    shown = {
        mark("name"): template.name,
        mark("title"): " / ".join(template.title.values()),
        mark("event"): _event(template),
        mark("category"): translate_word(template.category),
        mark("severity"): translate_word(template.severity),
        mark("urgency"): translate_word(template.urgency),
        mark("certainty"): translate_word(template.certainty),
        mark("topic"): translate_word(template.topic),
        mark("status"): translate_word(template.status),
        mark("expiry"): lasting(template.expiry),
        mark("correction"): template_title(template.correction) or "-",
        mark("languages"): ", ".join(template.languages()),
    }
    yield from ((said(label), value) for label, value in shown.items())


def _event(template: Template) -> str:
    """The event of CAP with its code, in Greek as residents read it."""
    event = (
        template.event
        if SPOKEN.get() == ENGLISH
        else template.hazard.get(SPOKEN.get(), template.event)
    )
    return f"{event} ({template.event_code})" if template.event_code else event


def variable_row(variable: Variable) -> tuple[str, ...]:
    """What a template asks for, a cell a column."""
    language = SPOKEN.get()
    kind, example = (
        translate_word(variable.kind),
        variable.example.get("", variable.example.get(language, "")),
    )
    if variable.options and language == ENGLISH:
        example = ", ".join(variable.choices)
    elif variable.options:
        example = ", ".join(
            f"{code} ({words.get(language, code)})" for code, words in variable.options.items()
        )
    needed = said("yes") if variable.required else ""
    return (f"  {variable.name}", kind, needed, variable.label.get(language, ""), example)
