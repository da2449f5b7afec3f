"""Composing: what was typed is checked and rendered, and so is what would take it back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from sqlmodel import Session

from alerts.composing.drafts import AlertDraft, AlreadyOver, UnknownMedium, topic_of_template
from alerts.composing.links import read_linked_values
from alerts.composing.requests import AlertRequest
from alerts.composing.typed import read_typed
from alerts.office import Office
from alerts.public_numbers import EXAMPLE, alert_page, draw_public_number
from alerts.states import AlertStatus, CorrectionKind, MsgType, Reach
from areas import Area
from channels import UNSUBSCRIBE_SLOT, ChannelSettings, Medium, Variant
from runtime import Exit, Problem, UsageProblem, said
from runtime.chains import DEFAULT_LANGUAGE
from subscribers import find_groups
from templates import (
    Links,
    Place,
    Replaced,
    Template,
    Topic,
    Values,
    Variable,
    Words,
    link_all_or_none,
    releases_in,
    render_words,
    spoken_in_both,
    undecided_choices,
    values_of_correction,
)


class CorrectionNotReady(Problem):
    """Nothing was sent. A message goes out only when the text that takes it back is ready: shorten
    what you set, or mend the correction that the template names."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class SentBefore:
    """What the words of an ending name besides the message that it ends: when those were sent that
    this had replaced and that are the last somebody heard, and where all of them were for."""

    at: tuple[datetime, ...]
    area: Area


class OnlyCorrects(UsageProblem):
    """Nothing was kept or sent. A correction goes to whoever got the alert it corrects, and to
    nobody else: name that alert."""


def compose_draft(
    session: Session,
    request: AlertRequest,
    office: Office,
    *,
    now: datetime,
    replaced: Replaced | None = None,
    public_number: str = "",
) -> AlertDraft:
    """Check everything that was typed and render the words once per medium, language, variant and
    letters; stores nothing.

    An update says what is `replaced`; what is edited keeps its `public_number`.

    Raises UnknownTemplate, OnlyCorrects, UnknownVariable, MissingVariable, BadValue, UnknownArea,
    UnknownGroup, UnknownMedium, AlreadyOver, TooLong, NoCorrection or CorrectionNotReady."""
    template = office.catalogue.find(request.template)
    check_no_correction(template)
    values, area = read_typed(session, request, template, office, now=now)
    groups, media = find_groups(session, request.groups), _media(request.media, office)
    answer = office.catalogue.correction_of(template)
    reach, expires_at = request.reach or _reach(template), _expiry(template, values, now)
    draft = AlertDraft(request, template, values, area, media, reach, (), expires_at, groups=groups)
    draft = replace(draft, public_number=public_number or draw_public_number(session))
    composed = _written(draft, office, replaced)
    _prove(composed, answer, office, now=now)
    return composed


def compose_answer(
    taken: AlertDraft,
    answer: Template,
    office: Office,
    *,
    given: Mapping[str, str],
    sent: datetime,
    now: datetime,
    before: SentBefore | None = None,
    public_number: str = EXAMPLE,
) -> AlertDraft:
    """What ends a message, or takes it back, in the words of another template: for its places,
    groups and media. Raises as `compose_draft` does.

    What is only practised is ended as practice. What was sent `before` is named too.
    """
    practised = replace(spoken_in_both(taken.template, answer), status=taken.template.status)
    typed = {
        **values_of_correction(taken.template, taken.values, answer, sent=sent, given=given),
        **given,
    }
    values = read_linked_values(practised, typed, office, now=now)
    request = AlertRequest(
        answer.name, typed, taken.area.codes, tuple(taken.media), Reach.ALL, groups=taken.groups
    )
    expires_at = _expiry(answer, values, now)
    draft = AlertDraft(
        request, practised, values, taken.area, taken.media, Reach.ALL, (), expires_at
    )
    draft = replace(draft, public_number=public_number)
    ending = replace(draft, msg_type=MsgType.CANCEL, about=taken.topic, groups=taken.groups)
    if before is None:
        return _written(ending, office)
    named = replace(ending, values=replace(values, sent_before=before.at), area=before.area)
    return replace(ending, words=_written(named, office).words)


def every_choice(variables: Sequence[Variable]) -> Iterator[Mapping[str, str]]:
    """Every way to choose among the options of these variables; one empty way when there are
    none."""
    names = [variable.name for variable in variables]
    for chosen in product(*(variable.options for variable in variables)):
        yield dict(zip(names, chosen, strict=True))


def check_no_correction(template: Template) -> None:
    """Refuse what exists only as a correction; an office's own template of such a name may not know
    it."""
    own = CorrectionKind.CANCEL if template.corrects else None
    kind = next(
        (
            each
            for each in (CorrectionKind.ALL_CLEAR, CorrectionKind.FALSE_ALARM)
            if each == template.name
        ),
        own,
    )
    if kind is not None:
        command = kind.replace("_", "-")
        raise OnlyCorrects(
            said(
                "'{template}' is no alert of its own: `tocsin alerts {command} NUMBER` corrects the alert of that number.",
                template=template.name,
                command=command,
            )
        )


def _media(wanted: Sequence[str], office: Office) -> tuple[Medium, ...]:
    known = {medium.value: medium for medium in office.channels}
    strange = [name for name in wanted if name not in known]
    if strange:
        raise UnknownMedium(
            said("'{medium}' is not one of {choices}.", medium=strange[0], choices=", ".join(known))
        )
    return tuple(medium for name, medium in known.items() if not wanted or name in wanted)


def _reach(template: Template) -> Reach:
    return Reach.ALL if topic_of_template(template) is Topic.EMERGENCY else Reach.FIRST


def _expiry(template: Template, values: Values, now: datetime) -> datetime:
    until = values.moment("until")
    if until is not None and until <= now:
        raise AlreadyOver(said("`until` has passed already."))
    return until or now + template.expiry


def _prove(taken: AlertDraft, answer: Template, office: Office, *, now: datetime) -> None:
    """Render what would take a message back, by every choice, in all languages they share and with
    the longest of dates: it must be ready that night."""
    spoken, both = taken.template.languages(), spoken_in_both(taken.template, answer).languages()
    # Whoever reads what it lacks is told by their chain, at the end of which Greek stands.
    needed = DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in spoken else spoken[0]
    if needed not in both:
        raise CorrectionNotReady(
            said(
                "'{template}' has no words in '{language}'.", template=answer.name, language=needed
            )
        )
    longest = now.replace(year=now.year - 1, month=12, day=22, hour=20, minute=20)
    try:
        for given in every_choice(undecided_choices(taken.template, answer, {})):
            compose_answer(taken, answer, office, given=given, sent=longest, now=now)
    except Problem as problem:
        raise CorrectionNotReady(
            said("'{template}' cannot take it back.", template=answer.name), *problem.details
        ) from None


def _written(draft: AlertDraft, office: Office, replaced: Replaced | None = None) -> AlertDraft:
    written = [_words(draft, office, *each, replaced) for each in _each(draft)]
    if replaced is not None and replaced.releases:
        for_others = replace(replaced, variant=Variant.RELEASED)
        written += [
            _words(draft, office, medium, language, for_others)
            for medium, language in _each(draft)
            if releases_in(draft.template, language)
        ]
    linked = link_all_or_none(written)
    return replace(draft, words=tuple(form for each in linked for form in each.in_all_letters()))


def _each(draft: AlertDraft) -> Iterator[tuple[Medium, str]]:
    return product(draft.media, draft.template.languages())


def _words(
    draft: AlertDraft, office: Office, medium: Medium, language: str, replaced: Replaced | None
) -> Words:
    live = AlertStatus(draft.template.status) is AlertStatus.ACTUAL
    return render_words(
        draft.template,
        draft.values,
        places=[
            Place(code, names)
            for code, names in zip(draft.area.codes, draft.area.names, strict=True)
        ],
        office=office.municipality,
        medium=medium,
        language=language,
        limits=office.channels.get(medium, ChannelSettings()).part_limits,
        links=replace(_links(office, draft.public_number), replaced=replaced)
        if live
        else Links(replaced=replaced),
    )


def _links(office: Office, number: str) -> Links:
    """Where the words of an alert lead that everybody may read."""
    if not office.base_url:
        return Links(number=number)
    return Links(UNSUBSCRIBE_SLOT, alert_page(office.base_url, number), number=number)
