"""Checks: what is wrong with a template, found when it is loaded and not on the night it is
needed."""

import re
from collections.abc import Iterator

from babel import Locale, UnknownLocaleError
from jinja2 import TemplateSyntaxError, nodes

from runtime import said
from templates.definition import Template, VariableKind
from templates.faults import WordingFault
from templates.files import SETTINGS
from templates.limits import Limited
from templates.mails import MAIL_NAMES, extends_mail, source_of
from templates.steps import OPTIONAL, STEP_SLOTS, misnamed_choices, missing_actions

# What every wording may use besides the template's own variables.
SLOTS = frozenset(
    {
        "office",
        "language",
        "title",
        "exercise",
        "severity",
        "say",
        "labels",
        "places",
        "unsubscribe",
        "pages",
        "alert_number",
        "replaces",
        "spared",
        "glance",
    }
)
# What the wordings for who is no longer concerned may use as well.
RELEASED_SLOTS = frozenset({"hazard", "sent", "told_at", "gone", "narrowed", "link"})
WORDINGS = ("sms.{}.txt", "email.{}.subject.txt", "email.{}.txt", "email.{}.html")
_COMPANIONS = ("footer.{}.txt", "footer.{}.html")
_LANGUAGE = re.compile(r"(?:sms|email)\.([a-z]{2,3})\.")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BRACES = ("{{", "}}", "{%", "%}", "{#", "#}")


def faults(template: Template) -> Iterator[WordingFault]:
    """The faults of a definition and of the set of its files."""
    languages = sorted({found[1] for file in template.files if (found := _LANGUAGE.match(file))})
    if not languages:
        yield _missing(WORDINGS[0].format("el"), "")
    for language in languages:
        yield from (_missing(file, language) for file in _lacking(template, language))
        for fault in (
            *_unspoken(language),
            *_unlabelled(template, language),
            *missing_actions(template, language),
        ):
            yield WordingFault(
                SETTINGS, said("{file}: {what}", file=SETTINGS, what=fault), language
            )
    wrong = (*_misdeclared(template), *misnamed_choices(template))
    yield from (WordingFault.of(SETTINGS, fault) for fault in wrong)


def wording_faults(template: Template, file: str, sandbox: Limited) -> Iterator[WordingFault]:
    """The faults of one file of words, each with its line: syntax, names nobody fills, braces left
    over."""
    if source_of(template.files, file) != file:
        return  # what is wrong with the file it was made of is told of that
    try:
        tree = sandbox.parse(template.files[file], file, file)
    except TemplateSyntaxError as error:
        yield WordingFault.in_line(file, error.lineno, (error.message or "").removesuffix("."))
        return
    known = (
        SLOTS
        | {*STEP_SLOTS, *OPTIONAL}
        | (RELEASED_SLOTS if file.startswith("released.") else frozenset())
    )
    known |= {variable.name for variable in template.variables} | _own_names(tree)
    known |= MAIL_NAMES if extends_mail(template.files[file]) else frozenset()
    for name in tree.find_all(nodes.Name):
        if name.name not in known:
            what = said("'{name}' is no variable of this template", name=name.name)
            yield WordingFault.in_line(file, name.lineno, what)
    for used in tree.find_all(nodes.Filter):
        if used.name not in sandbox.filters:
            yield WordingFault.in_line(
                file, used.lineno, said("there is no filter '{name}'", name=used.name)
            )
    for words in tree.find_all(nodes.TemplateData):
        if any(brace in words.data for brace in _BRACES):
            yield WordingFault.in_line(file, words.lineno, said("a brace is left over"))


def _missing(file: str, language: str) -> WordingFault:
    return WordingFault(file, said("{file} is missing", file=file), language)


def _lacking(template: Template, language: str) -> Iterator[str]:
    """The files without which a language has no words; whoever is released has all of them or
    none."""
    released = [f"released.{each}" for each in WORDINGS]
    some = any(each.format(language) in template.files for each in released)
    wanted = [*WORDINGS, *_COMPANIONS, *(released if some else ())]
    yield from (file for each in wanted if (file := each.format(language)) not in template.files)


def _unspoken(language: str) -> Iterator[str]:
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        yield said("'{language}' is no language in which dates can be said", language=language)


def _own_names(tree: nodes.Template) -> set[str]:
    names = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    names |= {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in imported.names}
    return names | {"super", "caller", "loop", "self"}


def _unlabelled(template: Template, language: str) -> Iterator[str]:
    labels = {"title": template.title, "hazard": template.hazard}
    for variable in template.variables:
        labels[f"variables.{variable.name}.label"] = variable.label
        labels |= {
            f"variables.{variable.name}.options.{code}": words
            for code, words in variable.options.items()
        }
    yield from (
        said("{name} has no words in '{language}'", name=name, language=language)
        for name, words in labels.items()
        if language not in words
    )


def _misdeclared(template: Template) -> Iterator[str]:
    seen: dict[str, VariableKind] = {}
    for variable in template.variables:
        if not _NAME.fullmatch(variable.name) or variable.name in SLOTS:
            yield said("a variable cannot be called '{name}'", name=variable.name)
        if variable.after and seen.get(variable.after) is not VariableKind.MOMENT:
            yield said("variables.{name}.after names no moment above it", name=variable.name)
        if variable.past and variable.kind is not VariableKind.MOMENT:
            yield said("variables.{name}: only a moment can lie in the past", name=variable.name)
        if bool(variable.options) != (variable.kind is VariableKind.CHOICE):
            yield said(
                "variables.{name}: a choice has options, and nothing else has", name=variable.name
            )
        seen[variable.name] = variable.kind
    if template.hazard_from and seen.get(template.hazard_from) is not VariableKind.CHOICE:
        yield said("hazard_from names no choice")
