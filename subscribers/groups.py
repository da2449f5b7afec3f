"""Groups: lists of the office's own, such as volunteers; found by what people call them, and
asked for by an audience."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy import ColumnElement, func, select, true
from sqlmodel import Session, col

from areas import fold_text
from runtime import Said, UsageProblem, either, joined, said
from subscribers.membership import among
from subscribers.people import Edit
from subscribers.tables import Resident, ResidentGroup


class UnknownGroup(UsageProblem):
    """Nobody is in a group of that name. `tocsin residents groups` lists those there are."""

    for_programs = (
        "Nobody is in a group of that name. `GET /v1/residents/groups` lists those there are."
    )


def find_groups(session: Session, typed: Sequence[str], field: str = "groups") -> tuple[str, ...]:
    """The names of groups as people type them, in any case and without accents, several with `,`
    between them.

    Raises UnknownGroup, about the `field` of a request in which they stand.
    """
    if not typed:
        return ()
    names = group_names(session)
    found = {
        word: names[word]
        for place, text in enumerate(typed)
        for word in _found(text, names, f"#/{field}/{place}")
    }
    if not found:
        raise UnknownGroup(said("No group is named.")).at(f"#/{field}")
    return tuple(name for _, name in sorted(found.items()))


def group_names(session: Session) -> Mapping[str, str]:
    """Each group's name, as most residents have it, by how it is compared."""
    group, name = col(ResidentGroup.folded), col(ResidentGroup.name)
    spelled = select(group, name).group_by(group, name).order_by(func.count(), name.desc())
    return dict(session.execute(spelled).all())


def near_groups(word: str, names: Mapping[str, str]) -> list[str]:
    """The names of the groups that such a word is near, the nearest first, three at most."""
    return [names[match] for match in get_close_matches(fold_text(word), names, 3, 0.6)]


def in_groups(names: Collection[str]) -> ColumnElement[bool]:
    """A resident who is in one of these groups; no names mean everybody."""
    if not names:
        return true()
    theirs = select(col(ResidentGroup.resident_id)).where(
        col(ResidentGroup.folded).in_(sorted(map(fold_text, names)))
    )
    return among(col(Resident.id), theirs)


def regrouped(before: Iterable[str], edit: Edit[str]) -> frozenset[str]:
    """The groups of a resident after an edit; a name that differs in case or accents alone is the
    same group."""
    by_word = {fold_text(name): name for name in edit.add} | {
        fold_text(name): name for name in before
    }
    gone = set(map(fold_text, edit.remove))
    return frozenset(name for word, name in by_word.items() if word not in gone)


def _found(text: str, names: Mapping[str, str], pointer: str) -> Iterator[str]:
    """What a text names, as it is compared: one group, although there is a comma in its name, or
    several."""
    parts = (
        [text] if fold_text(text) in names else [part for part in text.split(",") if part.strip()]
    )
    for part in parts:
        if fold_text(part) not in names:
            raise UnknownGroup(joined(" ", _unknown(part.strip(), names))).at(pointer)
        yield fold_text(part)


def _unknown(word: str, names: Mapping[str, str]) -> Iterator[Said]:
    yield said("There is no group '{group}'.", group=word)
    if close := near_groups(word, names):
        yield said("Did you mean {groups}?", groups=either(close))
