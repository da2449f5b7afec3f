"""Amending: what corrects an issued alert, checked and rendered, before anybody gets it; and what cannot be corrected so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from json import dumps
from types import MappingProxyType

from sqlmodel import Session

from alerts.chains import Ending, corrected, ending_by, last_correction
from alerts.composing import answered, compose, every_choice
from alerts.composition import Draft, Office
from alerts.drafting import ContentChanged
from alerts.freezing import content_of, freeze, request_behind
from alerts.kinds import Kind
from alerts.register import dispatch_of
from alerts.requests import Request, check_still_for_some
from alerts.superseding import replaced_by, values_of
from alerts.tables import Alert, MsgType
from areas import Area, resolve
from channels import Medium
from runtime import Exit, Problem, UsageProblem, mark, said
from templates import Status, Template, Values, Variable, undecided

_BY_ANOTHER = {
    Ending.UPDATED: mark("Alert {number} was updated by alert {later}."),
    Ending.ENDED: mark("Alert {number} was ended by alert {later}."),
    Ending.WITHDRAWN: mark("Alert {number} was withdrawn by alert {later}."),
}
_WHAT_NEXT = {
    Ending.UPDATED: mark("To correct that one: `tocsin alerts {command} {later}`."),
    Ending.ENDED: mark("If that was a mistake: `tocsin alerts cancel {later}`."),
    Ending.WITHDRAWN: mark("There is nothing more to do."),
}
_ONLY_TAKEN_BACK = {
    Ending.ENDED: mark(
        "By alert {number}, alert {before} was ended: that can only be taken back, by `tocsin alerts cancel {number}`."
    ),
    Ending.WITHDRAWN: mark(
        "By alert {number}, alert {before} was withdrawn: that can only be taken back, by `tocsin alerts cancel {number}`."
    ),
}
NOT_SEEN = {"expires_at", "typed", "typed_areas", "typed_groups", "typed_media", "typed_reach"}


class AlreadyCorrected(Problem):
    """This command stopped and sent nothing. `tocsin alerts show` with its number says what became of it."""

    for_programs = "Nothing was stopped or sent. What took its place can be corrected, unless it withdrew it."
    exit = Exit.REFUSED
    status = 409

    @classmethod
    def of(cls, alert: Alert, last: Alert, kind: Kind) -> "AlreadyCorrected":
        """By what the alert was corrected in the end, and the command that corrects that, if any does."""
        ending, command = ending_by(last), kind.replace("_", "-")
        what = said(_BY_ANOTHER[ending], number=alert.id, later=last.id)
        problem = cls(what, said(_WHAT_NEXT[ending], command=command, later=last.id))
        problem.details_for_programs = (what,)
        return problem


class Contradiction(Problem):
    """Nothing was stopped or sent. `tocsin alerts show` with its number says what it corrects."""

    exit = Exit.REFUSED
    status = 409


class NothingNew(UsageProblem):
    """An update says something new: give what changes, --set NAME=VALUE or --area. What is taken back needs `tocsin alerts cancel`."""

    for_programs = "An update says something new: give what changes, in `values`, `areas` or `groups`. What is taken back is a correction of the kind `cancel`."


class SamePlaces(UsageProblem):
    """What ends or takes back an alert goes to whom it reached, wherever they live: leave the areas and groups out."""


class NotDecided(UsageProblem):
    """Nothing was stopped or sent. What takes an alert back promises nothing by itself: say what is true now, with --set."""

    for_programs = "Nothing was stopped or sent. What takes an alert back promises nothing by itself: `values` say what is true now."

    @classmethod
    def of(cls, variable: Variable) -> "NotDecided":
        """What was left open, and what can be said."""
        choices = ", ".join(variable.options)
        left = said("'{name}' is not said. It is one of: {choices}.", name=variable.name, choices=choices)
        return cls(left).at(f"#/values/{variable.name}")


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants an alert corrected: values to be set or changed, and for an update the areas and groups, if they change."""

    kind: Kind
    given: Mapping[str, str] = field(default_factory=dict)
    areas: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction ready to be looked at; `chosen` is what staff have not decided themselves, but one of all they could."""

    kind: Kind
    draft: Draft
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def updates(self) -> bool:
        """Whether it says something new, and so has an audience of its own."""
        return self.kind is Kind.UPDATE

    @property
    def content_hash(self) -> str:
        """SHA-256 of its kind, its words and whom they are for. When it expires is left out: most corrections count that from now."""
        kept = freeze(self.draft).model_dump(mode="json", exclude=NOT_SEEN)
        written = dumps({**kept, "kind": self.kind}, sort_keys=True, ensure_ascii=False)
        return sha256(written.encode()).hexdigest()


def amend(session: Session, alert: Alert, wish: Wish, office: Office, *, now: datetime) -> Amendment:
    """Render what corrects an alert; stores nothing. Raises as `compose` does, and NotIssued, AlreadyCorrected, Contradiction, NothingNew, SamePlaces or NotDecided."""
    check_correctable(session, alert, wish.kind)
    if wish.kind is Kind.UPDATE:
        return Amendment(wish.kind, _updated(session, alert, wish, office, now))
    if wish.areas is not None or wish.groups is not None:
        raise SamePlaces(said("It was given areas or groups."))
    taken = _as_issued(session, alert, office)
    answer = _answer(wish.kind, taken.template, office)
    given = {name: typed for name, typed in wish.given.items() if typed.strip()}
    for variable in undecided(taken.template, answer, given):
        raise NotDecided.of(variable)
    sent = alert.issued_at or alert.drafted_at
    return Amendment(wish.kind, answered(taken, answer, office, given=given, sent=sent, now=max(now, sent)))


def amend_by_choice(
    session: Session, alert: Alert, wish: Wish, office: Office, *, now: datetime
) -> tuple[Amendment, ...]:
    """What corrects an alert by every choice that is left to staff: one where there is none left. Raises as `amend` does."""
    ways = every_choice(open_choices(session, alert, wish, office))
    return tuple(
        replace(
            amend(session, alert, replace(wish, given={**wish.given, **way}), office, now=now), chosen=way
        )
        for way in ways
    )


def ready_corrections(
    session: Session, alert: Alert, office: Office, *, now: datetime
) -> tuple[Amendment, ...]:
    """What would take an issued alert back now, by every choice that staff have; nothing where it cannot be taken back."""
    try:
        return amend_by_choice(session, alert, Wish(Kind.CANCEL), office, now=now)
    except Problem:
        return ()


def open_choices(session: Session, alert: Alert, wish: Wish, office: Office) -> tuple[Variable, ...]:
    """What staff still have to choose for this correction. Raises as `amend` does."""
    check_correctable(session, alert, wish.kind)
    if wish.kind is Kind.UPDATE:
        return ()
    template = office.catalogue.find(alert.template)
    return undecided(template, _answer(wish.kind, template, office), wish.given)


def check_same(alert: Alert, amendment: Amendment, seen_hash: str) -> None:
    """Refuse a correction that is not what somebody saw; raises ContentChanged."""
    if amendment.content_hash != seen_hash:
        raise ContentChanged(
            said("What would correct alert {number} has changed meanwhile.", number=alert.id)
        )


def check_correctable(session: Session, alert: Alert, kind: Kind) -> None:
    """Refuse what would contradict what was said before; raises NotIssued, AlreadyCorrected or Contradiction."""
    dispatch_of(alert)
    if (last := last_correction(session, alert)) is not None:
        raise AlreadyCorrected.of(alert, last, kind)
    before = corrected(session, alert)
    if alert.msg_type is not MsgType.CANCEL or before is None:
        return
    if before.msg_type is MsgType.CANCEL:
        raise Contradiction(
            said(
                "Alert {number} took back alert {before}, so alert {first} holds again: correct that one.",
                number=alert.id,
                before=before.id,
                first=before.corrects_id,
            )
        )
    if kind in {Kind.UPDATE, Kind.ALL_CLEAR}:
        raise Contradiction(said(_ONLY_TAKEN_BACK[ending_by(alert)], number=alert.id, before=before.id))


def _updated(session: Session, alert: Alert, wish: Wish, office: Office, now: datetime) -> Draft:
    before = request_behind(alert)
    given = {name: said for name, said in {**before.given, **wish.given}.items() if said.strip()}
    areas = before.areas if wish.areas is None else wish.areas
    groups = before.groups if wish.groups is None else wish.groups
    wanted = replace(before, given=given, areas=areas, key="", groups=groups)
    check_still_for_some(before, wanted, place_said=wish.areas is not None)
    replaced = replaced_by(session, alert, resolve(session, areas), office, now=now)
    composed = compose(session, wanted, office, now=now, replaced=replaced)
    same_people = list(composed.area.codes) == alert.areas and composed.groups == alert.groups
    if same_people and composed.values.canonical() == alert.values:
        raise NothingNew(said("It says what alert {number} said.", number=alert.id))
    return replace(composed, msg_type=MsgType.UPDATE)


def _answer(kind: Kind, template: Template, office: Office) -> Template:
    if kind is Kind.CANCEL:
        return office.catalogue.correction_of(template)
    return office.catalogue.find(kind)


def _as_issued(session: Session, alert: Alert, office: Office) -> Draft:
    """The alert as it was said, as far as its correction has to know."""
    template = replace(office.catalogue.find(alert.template), status=Status(alert.status))
    kept = content_of(alert) if alert.content else None
    area = (
        Area(kept.codes, frozenset(kept.zone_ids), names=kept.names)
        if kept
        else resolve(session, alert.areas)
    )
    # A template that has changed since must not keep what was said by it from being taken back.
    draft = Draft(
        Request(alert.template, alert.values), template, values_of(template, alert, office) or Values(MappingProxyType({})), area,
        tuple(Medium(each) for each in alert.media), alert.reach, (), alert.expires_at,
        groups=alert.groups,
    )  # fmt: skip
    return replace(draft, about=kept.topic) if kept else draft
