"""The templates: what there is to say, and how it would read with some values."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlmodel import Session

from alerts.composing import count_parts
from areas import find_area
from channels import Letters
from runtime import Right
from templates import (
    Place,
    Template,
    UnknownTemplate,
    Words,
    fill_examples,
    read_values,
    render_words,
)
from templates.sms import SmsMeasure
from web.admin.bodies import JSON
from web.admin.fields import Form, Line, Name, Named, Shown, Text
from web.admin.forecasts import OutsideShown, outside_of
from web.admin.guards import Guarded, Reads
from web.admin.request_context import RequestContext

router = APIRouter(prefix="/v1/templates", tags=["templates"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS))]
Trier = Annotated[RequestContext, Depends(Reads(Right.READ_ALERTS, takes=JSON))]


class NoSuchTemplate(UnknownTemplate):
    """No template has that name. `tocsin templates list` shows those there are."""

    status = 404


class VariableShown(Shown):
    """One slot of a template."""

    kind: str = Field(examples=["moment"])
    required: bool
    label: dict[str, str] = Field(examples=[{"el": "Από", "en": "From"}])
    options: list[str] = Field(description="what a choice may be")


class TemplateShown(Shown):
    """One kind of message, in the fields of `tocsin templates show --json`."""

    name: str = Field(examples=["snow"])
    title: dict[str, str]
    event: str
    category: str
    severity: str = Field(examples=["Moderate"])
    urgency: str
    certainty: str
    topic: str = Field(examples=["weather"])
    status: str = Field(examples=["actual"])
    expiry: str = Field(examples=["12:00:00"])
    correction: str = Field(description="the template that takes it back")
    languages: list[str]
    variables: dict[str, VariableShown]
    faults: list[str] = Field(
        description="what is wrong with the office's own files; the shipped words stand in"
    )


class TemplateList(Shown):
    """The templates that can be used, and why others cannot; each fault names its file, and the
    line where there is one."""

    templates: list[TemplateShown]
    broken: dict[str, list[str]] = Field(
        description="all faults of each template that cannot be used",
        examples=[{"flood": ["flood/template.toml, line 3: this is not TOML."]}],
    )
    folder: list[str] = Field(description="why the office's folder itself cannot be read")
    unread: list[str] = Field(
        description="files in it whose names mean nothing", examples=[["notes.txt"]]
    )


class Trial(Form):
    """What to try a template with; what is needed and missing comes from its examples."""

    values: dict[Name, Text] = Field(
        default={}, max_length=60, examples=[{"from": "2031-01-12 20:00"}]
    )
    areas: list[Line] = Field(default=[], max_length=200, examples=[["panorama"]])


class WordsShown(Shown):
    """The words of one medium, language and letters, and how long they are."""

    medium: str = Field(examples=["sms"])
    language: str = Field(examples=["en"])
    letters: Letters = Letters.USUAL
    subject: str
    text: str
    html: str
    parts: int
    encoding: str | None = Field(examples=["GSM-7"])
    units: int | None = Field(description="septets, or UTF-16 units")
    forced_by: str | None = Field(description="the first character outside GSM-7")
    outside: list[OutsideShown] = Field(description="all that makes this SMS dearer")


class Trying(Shown):
    """How a template reads."""

    wordings: list[WordsShown]


@router.get("", summary="The templates there are")
def list_templates(context: Reader) -> TemplateList:
    """The office's own and the shipped."""
    catalogue = context.office().catalogue
    return TemplateList(
        templates=[_shown(each, catalogue.faults_of(each.name)) for each in catalogue.all()],
        broken={name: list(catalogue.faults_of(name)) for name in catalogue.broken},
        folder=list(catalogue.unreadable),
        unread=list(catalogue.unread),
    )


@router.get("/{name}", summary="One template")
def show_template(context: Reader, name: Named) -> TemplateShown:
    """What it says of itself and what it asks for."""
    return _shown(_found(context, name), context.office().catalogue.faults_of(name))


@router.post("/{name}/preview", summary="How a template would read")
def preview_template(context: Trier, name: Named, trial: Trial) -> Trying:
    """Every medium and language, with their length; nothing is stored."""
    template = _found(context, name)
    with context.reading() as session:
        return Trying(
            wordings=[_worded(words) for words in _tried(session, context, template, trial)]
        )


def _found(context: RequestContext, name: str) -> Template:
    try:
        return context.office().catalogue.find(name)
    except UnknownTemplate as problem:
        raise NoSuchTemplate(*problem.details) from None


def _tried(
    session: Session, context: RequestContext, template: Template, trial: Trial
) -> list[Words]:
    office = context.office()
    given = fill_examples(template, trial.values)
    values = read_values(template, given, now=context.now, zone=office.municipality.zone)
    area = find_area(session, trial.areas)
    places = [Place(code, names) for code, names in zip(area.codes, area.names, strict=True)]
    return [
        form
        for medium, channel in office.channels.items()
        for language in template.languages()
        for form in render_words(
            template,
            values,
            places=places,
            office=office.municipality,
            medium=medium,
            language=language,
            limits=channel.part_limits,
        ).in_all_letters()
    ]


def _worded(words: Words) -> WordsShown:
    measured: SmsMeasure | None = words.measure
    return WordsShown(
        medium=words.medium,
        language=words.language,
        letters=words.letters,
        subject=words.subject,
        text=words.text,
        html=words.html,
        parts=count_parts(words),
        encoding=measured and measured.encoding,
        units=measured and measured.units,
        forced_by=(measured and measured.forced_by) or None,
        outside=outside_of(words.medium, words.text),
    )


def _shown(template: Template, faults: Sequence[str]) -> TemplateShown:
    return TemplateShown(
        name=template.name,
        title=dict(template.title),
        event=f"{template.event} ({template.event_code})",
        category=template.category,
        severity=template.severity,
        urgency=template.urgency,
        certainty=template.certainty,
        topic=template.topic,
        status=template.status,
        expiry=str(template.expiry),
        correction=template.correction,
        languages=list(template.languages()),
        variables={
            each.name: VariableShown(
                kind=each.kind,
                required=each.required,
                label=dict(each.label),
                options=list(each.options),
            )
            for each in template.variables
        },
        faults=list(faults),
    )
