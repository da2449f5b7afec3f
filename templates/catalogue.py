"""Catalogue: the templates there are, the shipped ones and the office's own, which win by name as
far as they can be used."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from channels import Medium
from runtime import Municipality, Problem, UsageProblem, joined, said
from templates.definition import Template
from templates.folders import BrokenTemplate
from templates.loading import OwnFolder, ProvedTemplates, Reading
from templates.proofs import Proof, ProofRenderer, unsaid_once

_T = TypeVar("_T")
ALL_CLEAR = "all_clear"


class UnknownTemplate(UsageProblem):
    """No template has that name. `tocsin templates list` shows those there are."""


class NoCorrection(Problem):
    """A template may be used for a live alert only when the text that takes it back is ready. Name
    it as `correction` in its template.toml; `tocsin templates list` shows those there are."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The good templates by name, and what is wrong in the office's folder, by template: its own
    words, or shipped ones in their place, may be good all the same.

    `unread` are the files that lie in the folder under names that mean nothing.
    """

    good: Mapping[str, Template]
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    @classmethod
    def load(cls, own: Path | None, office: Municipality | None = None) -> "Catalogue":
        """The shipped library and the office's own folder, if it exists; each template is read when
        it is first asked for, and proved in that office's name."""
        folder = OwnFolder.read(own)
        proved = ProvedTemplates(folder, office or Municipality())
        return cls(
            _Read(proved, lambda reading: reading.template),
            _Read(proved, lambda reading: reading.faults or None),
            folder.unread,
            folder.faults,
        )

    @property
    def broken(self) -> Mapping[str, str]:
        """What is wrong with each template that cannot be used, nor any shipped one in its
        place."""
        return {
            name: joined(" ", found) for name, found in self.faults.items() if name not in self.good
        }

    def faults_of(self, name: str) -> Sequence[str]:
        """What is wrong with one template, each with its file and line; good words, own or shipped,
        may stand in for it."""
        return self.faults.get(name, ())

    def all_faults(self) -> Sequence[str]:
        """Everything that is wrong in the office's folder, each once; this reads and proves all
        templates."""
        found = [*self.unreadable, *(fault for each in self.faults.values() for fault in each)]
        return list(dict.fromkeys(found))

    def prove(self, press: ProofRenderer, names: Sequence[str] = ()) -> Iterator[Proof]:
        """Render the templates of these names (none: all) with their examples, and what corrects
        each; raises as `find` does."""
        every = self.good
        answers = {ALL_CLEAR, *(each.correction for each in every.values())} & set(every)
        alerts = [name for name in every if name not in answers]
        for name in names or alerts:
            template = self.find(name)
            corrections = (
                sorted({ALL_CLEAR, template.correction} & set(every)) if name in alerts else []
            )
            yield from press.proofs(template, [every[each] for each in corrections])

    def unsaid(self, office: Municipality, *, now: datetime) -> Sequence[Proof]:
        """The messages that have no words by either medium, each once."""
        presses = (ProofRenderer(office, medium, now) for medium in Medium)
        return unsaid_once(proof for press in presses for proof in self.prove(press))

    def find(self, name: str) -> Template:
        """The template of that name; raises UnknownTemplate or BrokenTemplate."""
        if name in self.good:
            return self.good[name]
        if name in self.faults:
            raise BrokenTemplate(*self.faults[name])
        near = get_close_matches(name, self.good, 1)
        raise UnknownTemplate(
            said("There is no template '{name}'. Did you mean '{near}'?", name=name, near=near[0])
            if near
            else said("There is no template '{name}'.", name=name)
        ).at("#/template")

    def all(self) -> tuple[Template, ...]:
        """Every good template, by name."""
        return tuple(self.good.values())

    def correction_of(self, template: Template) -> Template:
        """The template that takes this one back; raises NoCorrection when it names none that can be
        used."""
        if template.correction not in self.good:
            raise NoCorrection(
                said(
                    "'{template}' names no correction that can be used ('{correction}').",
                    template=template.name,
                    correction=template.correction,
                )
            )
        return self.good[template.correction]


@dataclass(frozen=True, slots=True)
class _Read(Mapping[str, _T]):
    """One side of proved templates: each name is read when it is asked for."""

    proved: ProvedTemplates
    side: Callable[[Reading], _T | None]

    def __getitem__(self, name: str) -> _T:
        found = self.side(self.proved.read(name))
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.proved.names if self.side(self.proved.read(name)) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
