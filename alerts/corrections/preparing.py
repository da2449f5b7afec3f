"""Preparing: what corrects an issued alert, checked and rendered, before anybody gets it; and what
cannot be corrected so."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from json import dumps
from types import MappingProxyType

from sqlmodel import Session

from alerts.chains import number_restored
from alerts.composing.composition import compose_answer, compose_draft, every_choice
from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import content_of, freeze_draft, request_of_alert, values_of
from alerts.composing.requests import AlertRequest, check_groups_kept
from alerts.corrections.promises import check_promises_nothing, choices_after_ending
from alerts.corrections.refusals import NotDecided, NothingNew, SamePlaces, check_correctable
from alerts.corrections.superseding import replaced_by, sent_before
from alerts.issuing.drafting import ContentChanged
from alerts.office import Office
from alerts.states import CorrectionKind, MsgType
from alerts.tables import Alert
from areas import Area, find_area
from channels import Medium
from runtime import Problem, said
from templates import Template, TemplateStatus, Values, Variable, undecided_choices

NOT_SEEN = {"expires_at", "typed", "typed_areas", "typed_groups", "typed_media", "typed_reach"}


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """How somebody wants an alert corrected: values to be set or changed, and for an update the
    areas and groups, if they change."""

    kind: CorrectionKind
    given: Mapping[str, str] = field(default_factory=dict)
    areas: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PreparedCorrection:
    """A correction ready to be looked at; `chosen` is what staff have not decided themselves, but
    one of all they could, `restores` the number of the alert that holds again."""

    kind: CorrectionKind
    draft: AlertDraft
    chosen: Mapping[str, str] = field(default_factory=dict)
    restores: int | None = None

    @property
    def updates(self) -> bool:
        """Whether it says something new, and so has an audience of its own."""
        return self.kind is CorrectionKind.UPDATE

    @property
    def content_hash(self) -> str:
        """SHA-256 of its kind, its words and whom they are for. When it expires is left out: most
        corrections count that from now."""
        kept = freeze_draft(self.draft).model_dump(mode="json", exclude=NOT_SEEN)
        written = dumps({**kept, "kind": self.kind}, sort_keys=True, ensure_ascii=False)
        return sha256(written.encode()).hexdigest()


def prepare_correction(
    session: Session, alert: Alert, request: CorrectionRequest, office: Office, *, now: datetime
) -> PreparedCorrection:
    """Render what corrects an alert; stores nothing. Raises as `compose_draft` does, and NotIssued,
    AlreadyCorrected, Contradiction, NothingNew, SamePlaces, NotDecided or DangerDenied."""
    check_correctable(session, alert, request.kind)
    if request.kind is CorrectionKind.UPDATE:
        return PreparedCorrection(request.kind, _updated(session, alert, request, office, now))
    if request.areas is not None or request.groups is not None:
        raise SamePlaces(said("It was given areas or groups."))
    taken = _as_issued(session, alert, office)
    answer = _answer(request.kind, taken.template, office)
    given = {name: typed for name, typed in request.given.items() if typed.strip()}
    left = undecided_choices(taken.template, answer, given)
    for variable in choices_after_ending(alert, left):
        raise NotDecided.of(variable)
    sent = alert.issued_at or alert.drafted_at
    compose = partial(
        compose_answer,
        taken,
        answer,
        office,
        given=given,
        sent=sent,
        now=max(now, sent),
        public_number=alert.next_number,
    )
    draft = compose()
    # What was sent before, a zone that is gone or words that do not fit, never keeps an alert from
    # being taken back.
    with suppress(Problem):
        if (before := sent_before(session, taken, alert)) is not None:
            draft = compose(before=before)
    check_promises_nothing(alert, request.kind, draft)
    return PreparedCorrection(request.kind, draft, restores=number_restored(alert))


def prepare_by_choice(
    session: Session, alert: Alert, request: CorrectionRequest, office: Office, *, now: datetime
) -> tuple[PreparedCorrection, ...]:
    """What corrects an alert by every choice that is left to staff: one where there is none left.
    Raises as `prepare_correction` does."""
    ways = every_choice(list_open_choices(session, alert, request, office))
    return tuple(
        replace(
            prepare_correction(
                session, alert, replace(request, given={**request.given, **way}), office, now=now
            ),
            chosen=way,
        )
        for way in ways
    )


def prepare_withdrawals(
    session: Session, alert: Alert, office: Office, *, now: datetime
) -> tuple[PreparedCorrection, ...]:
    """What would take an issued alert back now, by every choice that staff have; nothing where it
    cannot be taken back."""
    try:
        return prepare_by_choice(
            session, alert, CorrectionRequest(CorrectionKind.CANCEL), office, now=now
        )
    except Problem:
        return ()


def list_open_choices(
    session: Session, alert: Alert, request: CorrectionRequest, office: Office
) -> tuple[Variable, ...]:
    """What staff still have to choose for this correction. Raises as `prepare_correction` does."""
    check_correctable(session, alert, request.kind)
    if request.kind is CorrectionKind.UPDATE:
        return ()
    template = office.catalogue.find(alert.template)
    answer = _answer(request.kind, template, office)
    return choices_after_ending(alert, undecided_choices(template, answer, request.given))


def check_seen_correction(alert: Alert, prepared: PreparedCorrection, seen_hash: str) -> None:
    """Refuse a correction that is not what somebody saw; raises ContentChanged."""
    if prepared.content_hash != seen_hash:
        raise ContentChanged(
            said("What would correct alert {number} has changed meanwhile.", number=alert.id)
        )


def _updated(
    session: Session, alert: Alert, request: CorrectionRequest, office: Office, now: datetime
) -> AlertDraft:
    before = request_of_alert(alert)
    given = {name: said for name, said in {**before.given, **request.given}.items() if said.strip()}
    areas = before.areas if request.areas is None else request.areas
    groups = before.groups if request.groups is None else request.groups
    wanted = replace(before, given=given, areas=areas, key="", groups=groups)
    check_groups_kept(before, wanted, place_said=request.areas is not None)
    replaced = replaced_by(session, alert, find_area(session, areas), office, now=now)
    composed = compose_draft(
        session, wanted, office, now=now, replaced=replaced, public_number=alert.next_number
    )
    same_people = list(composed.area.codes) == alert.areas and composed.groups == alert.groups
    if same_people and composed.values.canonical() == alert.values:
        raise NothingNew(said("It says what alert {number} said.", number=alert.id))
    return replace(composed, msg_type=MsgType.UPDATE)


def _answer(kind: CorrectionKind, template: Template, office: Office) -> Template:
    if kind is CorrectionKind.CANCEL:
        return office.catalogue.correction_of(template)
    return office.catalogue.find(kind)


def _as_issued(session: Session, alert: Alert, office: Office) -> AlertDraft:
    """The alert as it was said, as far as its correction has to know."""
    template = replace(office.catalogue.find(alert.template), status=TemplateStatus(alert.status))
    kept = content_of(alert) if alert.content else None
    area = (
        Area(kept.codes, frozenset(kept.zone_ids), names=kept.names)
        if kept
        else find_area(session, alert.areas)
    )
    # A template that has changed since must not keep what was said by it from being taken back.
    draft = AlertDraft(
        AlertRequest(alert.template, alert.values),
        template,
        values_of(template, alert, office) or Values(MappingProxyType({})),
        area,
        tuple(Medium(each) for each in alert.media),
        alert.reach,
        (),
        alert.expires_at,
        groups=alert.groups,
    )
    return replace(draft, about=kept.topic) if kept else draft
