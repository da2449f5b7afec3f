"""The atlas: the zones of a file, kept whole or not at all; and what that would change, seen
beforehand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from areas.forms import DoubtedForm, FormOrigin, PlaceForm, doubted_forms, forms_of
from areas.geojson import BadAreaFile, Draft, read_drafts
from areas.tables import Names, Zone
from areas.words import fold_text
from runtime import Actor, Right, said
from runtime.articles import IN
from staff import record


@dataclass(frozen=True, slots=True)
class AreaMove:
    """A zone that lies in another one than before; both are codes, empty at the top."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name of a zone in one language and case, empty where there is none."""

    language: str
    case: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AreaChange:
    """A zone that has other names than before, or another outline."""

    code: str
    names: tuple[NameChange, ...]
    outline: bool


@dataclass(frozen=True, slots=True)
class AreaImport:
    """What becomes of the zones of one file, what changes in which of them, and which move.

    `doubtful` are the forms of its zones that a person should look at: nobody wrote them down;
    `doubted` are those that the file has, and grammar has otherwise."""

    added: int
    changed: int
    unchanged: int
    moved: tuple[AreaMove, ...] = ()
    changes: tuple[AreaChange, ...] = ()
    doubtful: tuple[PlaceForm, ...] = ()
    doubted: tuple[DoubtedForm, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The zones of a file, each with the parent it will have, and those that are known."""

    drafts: Sequence[Draft]
    known: Mapping[str, Zone]
    parents: Mapping[str, str]

    @classmethod
    def of(cls, session: Session, content: bytes) -> "_Plan":
        """What a file asks for; raises UnreadableAreaFile or BadAreaFile."""
        known = {zone.code: zone for zone in session.exec(select(Zone))}
        drafts = [_with_forms(draft, known) for draft in read_drafts(content)]
        codes = {zone.id: code for code, zone in known.items()}
        before = {code: codes.get(zone.parent_id, "") for code, zone in known.items()}
        # A file that says nothing of a zone's parent moves nobody.
        said_of = {
            each.code: before.get(each.code, "") if each.parent is None else each.parent
            for each in drafts
        }
        plan = cls(drafts, known, {**before, **said_of})
        faults = [*_doubled(drafts), *plan.unrooted(), *plan.namesakes()]
        if faults:
            raise BadAreaFile.of(faults)
        return plan

    def outcome(self) -> AreaImport:
        """What becomes of each zone."""
        codes = {zone.id: code for code, zone in self.known.items()}
        fates: Counter[str] = Counter()
        moved, changes = [], []
        for draft in self.drafts:
            zone, parent = self.known.get(draft.code), self.parents[draft.code]
            if zone is None:
                fates["added"] += 1
                continue
            before = codes.get(zone.parent_id, "")
            names, outline = (
                tuple(_name_changes(zone.names, draft.names)),
                zone.shape != draft.shape,
            )
            same = before == parent and not names and not outline
            fates["unchanged" if same else "changed"] += 1
            if before != parent:
                moved.append(AreaMove(draft.code, before, parent))
            if names or outline:
                changes.append(AreaChange(draft.code, names, outline))
        return AreaImport(
            fates["added"],
            fates["changed"],
            fates["unchanged"],
            tuple(moved),
            tuple(changes),
            tuple(self.doubtful()),
            tuple(self.doubted()),
        )

    def doubtful(self) -> Iterator[PlaceForm]:
        """The forms of the zones of the file that grammar is not sure of."""
        for draft in self.drafts:
            for form in forms_of(draft.code, draft.names):
                if form.origin is FormOrigin.DOUBTFUL:
                    yield form

    def doubted(self) -> Iterator[DoubtedForm]:
        """The forms in the file that grammar has otherwise."""
        for draft in self.drafts:
            yield from doubted_forms(draft.code, draft.names)

    def unrooted(self) -> Iterator[str]:
        """The zones whose parent is nowhere, or which lie inside themselves."""
        for code in (draft.code for draft in self.drafts):
            parent = self.parents[code]
            if parent and parent not in self.parents:
                yield said(
                    "Zone {zone}: its parent '{parent}' is neither in the file nor known.",
                    zone=code,
                    parent=parent,
                )
            elif _in_a_circle(code, self.parents):
                yield said(
                    "Zone {zone}: it lies inside itself, by its parent '{parent}'.",
                    zone=code,
                    parent=parent,
                )

    def namesakes(self) -> Iterator[str]:
        """The zones of the file that are called as another one is: staff could not say which they
        mean."""
        names: dict[str, Names] = {code: zone.names for code, zone in self.known.items()}
        names |= {draft.code: draft.names for draft in self.drafts}
        called: dict[tuple[str, str], list[str]] = {}
        for code, table in names.items():
            for language, forms in table.items():
                called.setdefault((language, fold_text(forms.get("nominative", ""))), []).append(
                    code
                )
        for draft in self.drafts:
            for language, forms in draft.names.items():
                for other in called[language, fold_text(forms.get("nominative", ""))]:
                    if other != draft.code:
                        name = forms.get("nominative", "")
                        yield said(
                            "Zone {zone}: zone {other} is called '{name}' too.",
                            zone=draft.code,
                            other=other,
                            name=name,
                        )


def plan_import(session: Session, content: bytes, *, by: Actor) -> AreaImport:
    """What `import_zones` would do; keeps nothing, and raises what it would."""
    by.needs(Right.CHANGE_AREAS)
    return _Plan.of(session, content).outcome()


def import_zones(session: Session, content: bytes, *, by: Actor, now: datetime) -> AreaImport:
    """Keep the zones of a GeoJSON file by their codes; zones that are not in it stay. Raises
    UnreadableAreaFile or BadAreaFile."""
    by.needs(Right.CHANGE_AREAS)
    plan = _Plan.of(session, content)
    done = plan.outcome()
    _keep(session, plan)
    facts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
    moved = {"moved": [move.code for move in done.moved]} if done.moved else {}
    record(session, "areas.imported", "areas", {**facts, **moved}, by=by, now=now)
    return done


def _with_forms(draft: Draft, known: Mapping[str, Zone]) -> Draft:
    """A zone of a file with what was written down of it here, as long as its names stay: a file
    that says nothing of a form takes none away."""
    zone = known.get(draft.code)
    if zone is None:
        return draft
    names = {}
    for language, forms in draft.names.items():
        before = dict(zone.names.get(language, {}))
        kept = before.pop(IN, "")
        same = IN not in forms and kept and before == forms
        names[language] = {**forms, IN: kept} if same else forms
    return replace(draft, names=names)


def _keep(session: Session, plan: _Plan) -> None:
    kept = dict(plan.known)
    for draft in plan.drafts:
        kept.setdefault(draft.code, Zone(code=draft.code, names=draft.names, shape=draft.shape))
    session.add_all(kept.values())
    session.flush()
    for draft in plan.drafts:
        zone, parent = kept[draft.code], plan.parents[draft.code]
        zone.names, zone.shape = draft.names, draft.shape
        zone.parent_id = kept[parent].id if parent else None
    session.flush()


def _name_changes(before: Names, after: Names) -> Iterator[NameChange]:
    for language in dict.fromkeys([*before, *after]):
        old, new = before.get(language, {}), after.get(language, {})
        for case in dict.fromkeys([*old, *new]):
            change = NameChange(language, case, old.get(case, ""), new.get(case, ""))
            if change.before != change.after:
                yield change


def _doubled(drafts: Sequence[Draft]) -> Iterator[str]:
    for code, times in Counter(fold_text(draft.code) for draft in drafts).items():
        if times > 1:
            yield said("Zone {zone}: it is there {times} times.", zone=code, times=times)


def _in_a_circle(code: str, parents: Mapping[str, str]) -> bool:
    passed: set[str] = set()
    above = parents.get(code, "")
    while above and above not in passed:
        passed.add(above)
        above = parents.get(above, "")
    return code in passed
