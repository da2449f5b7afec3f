"""Catalogue: the templates there are, the shipped ones and the office's own, which win by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from runtime import Problem, UsageProblem, said
from templates.definition import Template
from templates.folders import LIBRARY, BrokenTemplate, read_files, read_template


class UnknownTemplate(UsageProblem):
    """No template has that name. `tocsin templates list` shows those there are."""


class NoCorrection(Problem):
    """A template may be used for a live alert only when the text that takes it back is ready. Name it as `correction` in its template.toml; `tocsin templates list` shows those there are."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The good templates by name, and what is wrong with each of the broken ones."""

    good: Mapping[str, Template]
    broken: Mapping[str, str]

    @classmethod
    def load(cls, own: Path | None) -> "Catalogue":
        """Read the shipped library and the office's own folder, if it exists; a broken template harms no other."""
        roots = [LIBRARY] if own is None or not own.is_dir() else [LIBRARY, own]
        folders = {folder.name: folder for root in roots for folder in _folders(root)}
        good: dict[str, Template] = {}
        broken: dict[str, str] = {}
        for name, folder in sorted(folders.items()):
            try:
                good[name] = read_template(folder, _shared(roots))
            except BrokenTemplate as problem:
                broken[name] = problem.details[0]
        return cls(MappingProxyType(good), MappingProxyType(broken))

    def find(self, name: str) -> Template:
        """The template of that name; raises UnknownTemplate or BrokenTemplate."""
        if name in self.broken:
            raise BrokenTemplate(self.broken[name])
        if name not in self.good:
            near = get_close_matches(name, self.good, 1)
            raise UnknownTemplate(
                said("There is no template '{name}'. Did you mean '{near}'?", name=name, near=near[0])
                if near
                else said("There is no template '{name}'.", name=name)
            ).at("#/template")
        return self.good[name]

    def all(self) -> tuple[Template, ...]:
        """Every good template, by name."""
        return tuple(self.good.values())

    def correction_of(self, template: Template) -> Template:
        """The template that takes this one back; raises NoCorrection when it names none that can be used."""
        if template.correction not in self.good:
            raise NoCorrection(
                said(
                    "'{template}' names no correction that can be used ('{correction}').",
                    template=template.name,
                    correction=template.correction,
                )
            )
        return self.good[template.correction]


def _folders(root: Path) -> Iterator[Path]:
    yield from (folder for folder in root.iterdir() if folder.is_dir() and folder.name[0] not in "._")


def _shared(roots: list[Path]) -> dict[str, str]:
    return {file: text for root in roots for file, text in read_files(root).items()}
