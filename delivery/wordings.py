"""Wordings: the frozen words of a dispatch, and which of them a recipient gets."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, case, select, true
from sqlmodel import Session, col

from channels import Letters, Medium, Variant, Wording
from delivery.tables import Dispatch, FrozenWording
from runtime import Problem
from runtime.chains import DEFAULT_LANGUAGE, Chains, read_in


class NoDefaultWording(Problem):
    """Every medium needs words in the default language, Greek, for those whose own language has
    none."""


def wordings_of(session: Session, dispatch_id: int) -> tuple[Wording, ...]:
    """The frozen words of a dispatch."""
    rows = session.scalars(
        select(FrozenWording)
        .where(col(FrozenWording.dispatch_id) == dispatch_id)
        .order_by(col(FrozenWording.id))
    )
    return tuple(
        Wording(
            row.id or 0,
            row.medium,
            row.language,
            row.text,
            row.subject,
            row.html,
            row.parts,
            row.variant,
            row.letters,
        )
        for row in rows
    )


def languages_of(session: Session, dispatch_ids: Sequence[int]) -> list[str]:
    """The languages in which these dispatches have words."""
    those = col(FrozenWording.dispatch_id).in_(dispatch_ids)
    return list(session.scalars(select(col(FrozenWording.language)).where(those).distinct()))


def wording_for(
    session: Session,
    dispatch_id: int,
    medium: ColumnElement[Medium],
    language: ColumnElement[str],
    variant: ColumnElement[Variant] | None = None,
    *,
    letters: ColumnElement[Letters] | None = None,
) -> ColumnElement[int]:
    """The id of the words for a recipient's medium, language and variant, or of the next language
    in their chain.

    Without a variant, or where the dispatch has no words of that variant, they are the main ones.
    Whoever wants normal `letters` reads the same words in these, where they are another text.
    """
    words = wordings_of(session, dispatch_id)
    usual = [each for each in words if each.letters is Letters.USUAL]
    chains = _chains(session, dispatch_id)
    chosen = _case(usual, chains, medium, language, variant)
    others = _in_other_letters(words, usual)
    if letters is None or others == usual:
        return chosen
    own = _case(others, chains, medium, language, variant)
    return case((letters == Letters.UNICODE, own), else_=chosen)


def _in_other_letters(words: Sequence[Wording], usual: Sequence[Wording]) -> list[Wording]:
    """The usual words, each in other letters where it has such."""
    others = {
        (each.medium, each.language, each.variant): each
        for each in words
        if each.letters is not Letters.USUAL
    }
    return [others.get((each.medium, each.language, each.variant), each) for each in usual]


def _case(
    words: Sequence[Wording],
    chains: Chains,
    medium: ColumnElement[Medium],
    language: ColumnElement[str],
    variant: ColumnElement[Variant] | None,
) -> ColumnElement[int]:
    """The id of one of these words for each recipient; raises NoDefaultWording."""
    defaults = {
        (each.medium, each.variant): each.id for each in words if each.language == DEFAULT_LANGUAGE
    }
    if {(each.medium, each.variant) for each in words} - set(defaults):
        raise NoDefaultWording
    main = [each for each in words if each.variant is Variant.MAIN]
    cases = list(_cases(main, chains, medium, language))
    if variant is not None:
        own = [each for each in words if each.variant is not Variant.MAIN]
        cases = [*_cases(own, chains, medium, language, variant), *cases]
    return case(*cases)


def _chains(session: Session, dispatch_id: int) -> Chains:
    kept = session.scalars(
        select(col(Dispatch.languages)).where(col(Dispatch.id) == dispatch_id)
    ).one()
    return {language: tuple(chain) for language, chain in kept.items()}


def _cases(
    words: Sequence[Wording],
    chains: Chains,
    medium: ColumnElement[Medium],
    language: ColumnElement[str],
    variant: ColumnElement[Variant] | None = None,
) -> Iterator[tuple[ColumnElement[bool], int]]:
    """For whom each of these words is: those who speak its language, then those whose chain leads
    to it, then all others."""
    kinds: dict[tuple[Medium, Variant], dict[str, int]] = {}
    for each in words:
        kinds.setdefault((each.medium, each.variant), {})[each.language] = each.id
    for (theirs, reason), written in kinds.items():
        fits = and_(medium == theirs, true() if variant is None else variant == reason)
        for spoken in dict.fromkeys([*written, *chains]):
            yield and_(fits, language == spoken), written[read_in(spoken, written, chains)]
        yield fits, written[read_in("", written, chains)]
