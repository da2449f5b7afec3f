"""Checks: what is wrong with a template, found when it is loaded and not on the night it is needed."""

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runtime import said
from templates.definition import Kind, Template

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
        "replaces",
        "spared",
        "glance",
    }
)
# What the wordings for who is no longer concerned may use as well.
RELEASED_SLOTS = frozenset({"hazard", "sent", "told_at", "gone", "narrowed"})
WORDINGS = ("sms.{}.txt", "email.{}.subject.txt", "email.{}.txt", "email.{}.html")
_COMPANIONS = ("footer.{}.txt", "footer.{}.html")
_LANGUAGE = re.compile(r"(?:sms|email)\.([a-z]{2,3})\.")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_BRACES = ("{{", "}}", "{%", "%}", "{#", "#}")


def faults(template: Template) -> Iterator[str]:
    """The faults of a definition and of the set of its files, each with the file's name."""
    languages = sorted({found[1] for file in template.files if (found := _LANGUAGE.match(file))})
    if not languages:
        yield said("{file} is missing", file=WORDINGS[0].format("el"))
    for language in languages:
        yield from (
            said("{file} is missing", file=file)
            for file in (pattern.format(language) for pattern in WORDINGS + _COMPANIONS)
            if file not in template.files
        )
        yield from (said("template.toml: {fault}", fault=fault) for fault in _unlabelled(template, language))
    yield from (said("template.toml: {fault}", fault=fault) for fault in _misdeclared(template))


def wording_faults(template: Template, file: str, sandbox: ImmutableSandboxedEnvironment) -> Iterator[str]:
    """The faults of one file of words, each with its line: syntax, names nobody fills, braces left over."""
    try:
        tree = sandbox.parse(template.files[file], file, file)
    except TemplateSyntaxError as error:
        yield _at(file, error.lineno, error.message or "")
        return
    known = SLOTS | (RELEASED_SLOTS if file.startswith("released.") else frozenset())
    known |= {variable.name for variable in template.variables} | _own_names(tree)
    for name in tree.find_all(nodes.Name):
        if name.name not in known:
            yield _at(file, name.lineno, said("'{name}' is no variable of this template", name=name.name))
    for used in tree.find_all(nodes.Filter):
        if used.name not in sandbox.filters:
            yield _at(file, used.lineno, said("there is no filter '{name}'", name=used.name))
    for words in tree.find_all(nodes.TemplateData):
        if any(brace in words.data for brace in _BRACES):
            yield _at(file, words.lineno, said("a brace is left over"))


def _at(file: str, line: int, what: str) -> str:
    return said("{file}, line {line}: {what}", file=file, line=line, what=what)


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
            f"variables.{variable.name}.options.{code}": words for code, words in variable.options.items()
        }
    yield from (
        said("{name} has no words in '{language}'", name=name, language=language)
        for name, words in labels.items()
        if language not in words
    )


def _misdeclared(template: Template) -> Iterator[str]:
    seen: dict[str, Kind] = {}
    for variable in template.variables:
        if not _NAME.fullmatch(variable.name) or variable.name in SLOTS:
            yield said("a variable cannot be called '{name}'", name=variable.name)
        if variable.after and seen.get(variable.after) is not Kind.MOMENT:
            yield said("variables.{name}.after names no moment above it", name=variable.name)
        if variable.past and variable.kind is not Kind.MOMENT:
            yield said("variables.{name}: only a moment can lie in the past", name=variable.name)
        if bool(variable.options) != (variable.kind is Kind.CHOICE):
            yield said("variables.{name}: a choice has options, and nothing else has", name=variable.name)
        seen[variable.name] = variable.kind
    if template.hazard_from and seen.get(template.hazard_from) is not Kind.CHOICE:
        yield said("hazard_from names no choice")
