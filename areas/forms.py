"""Forms: what follows «χιονόπτωση», of each zone in each language: as somebody wrote it, else as
grammar proposes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import Session, col

from areas.naming import unfit_form
from areas.redrawing import BadAreaChange
from areas.tables import Zone
from areas.tree import Names, ZoneView, list_zones
from runtime import Actor, Right, said
from runtime.articles import IN, correct_in, propose_in
from staff import record


class FormOrigin(StrEnum):
    """Who says so: a person; grammar; or grammar, where another article is as likely."""

    WRITTEN = "written"
    PROPOSED = "proposed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class PlaceForm:
    """What follows «χιονόπτωση» of one zone in one language: «στον Χορτιάτη», "in Panorama"."""

    code: str
    language: str
    words: str
    origin: FormOrigin


@dataclass(frozen=True, slots=True)
class DoubtedForm:
    """A form that somebody wrote down, and what grammar has in its place."""

    code: str
    language: str
    words: str
    proposed: str


def list_forms(session: Session) -> tuple[PlaceForm, ...]:
    """The forms of all zones, in the order of their tree; none where a language has no rule and
    nobody wrote one."""
    return tuple(form for zone in list_zones(session) for form in forms_of(zone.code, zone.names))


def forms_of(code: str, names: Names) -> Iterator[PlaceForm]:
    """The forms of one zone."""
    for language, forms in names.items():
        proposal = propose_in(language, forms)
        words = forms.get(IN) or proposal.words
        if words:
            origin = FormOrigin.PROPOSED if proposal.sure else FormOrigin.DOUBTFUL
            yield PlaceForm(code, language, words, FormOrigin.WRITTEN if forms.get(IN) else origin)


def doubted_forms(code: str, names: Names) -> Iterator[DoubtedForm]:
    """The forms of one zone that somebody wrote down, and that grammar has otherwise."""
    for language, forms in names.items():
        words = forms.get(IN, "")
        cases = {case: name for case, name in forms.items() if case != IN}
        proposed = correct_in(language, words, cases)
        if proposed != words:
            yield DoubtedForm(code, language, words, proposed)


def change_forms(
    session: Session, zone: ZoneView, written: Mapping[str, str], *, by: Actor, now: datetime
) -> Sequence[PlaceForm]:
    """Write down these forms of a zone, by language; an empty one is grammar's again. Returns those
    it then has; raises BadAreaChange."""
    by.needs(Right.CHANGE_AREAS)
    for language, words in written.items():
        if language not in zone.names:
            raise BadAreaChange(
                said("Zone {zone} has no name in '{language}'.", zone=zone.code, language=language)
            )
        for what in unfit_form(language, words) if words else ():
            raise BadAreaChange(said("{what}.", what=what))
    names = {
        language: {case: name for case, name in _written(forms, written.get(language)) if name}
        for language, forms in zone.names.items()
    }
    session.execute(update(Zone).where(col(Zone.id) == zone.id).values(names=names))
    record(session, "areas.changed", "areas", {"zones": [zone.code]}, by=by, now=now)
    return tuple(forms_of(zone.code, names))


def _written(forms: Mapping[str, str], words: str | None) -> Iterator[tuple[str, str]]:
    yield from (forms if words is None else {**forms, IN: words}).items()
