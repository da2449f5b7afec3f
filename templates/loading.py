"""Loading: the shipped library and the office's own folder, a template read when it is asked for.

What is broken in the office's folder gives way, piece by piece, to what is shipped: a file, a
language that nobody else speaks, the folder of the template, then all that lies beside it. Every
fault is kept, to be told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from runtime import Municipality, said, why_refused
from runtime.chains import DEFAULT_LANGUAGE
from templates.definition import Template
from templates.faults import WordingFault, language_of
from templates.files import (
    BESIDE_THEM,
    OF_A_TEMPLATE,
    SETTINGS,
    Texts,
    read_own,
    read_shipped,
    stems,
)
from templates.folders import Faulty, Sources, build_template, shipped_beside, shipped_folders
from templates.proofs import rendering_faults

NOTHING = Texts({})
KEPT = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one template, and each fault of the office's files, with the folder it lies
    in."""

    template: Template | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """What lies in the office's own folder: beside the templates, and in the folder of each."""

    beside: Texts = NOTHING
    folders: Mapping[str, Texts] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @classmethod
    def read(cls, root: Path | None) -> "OwnFolder":
        """Read it; one that is not there is empty, and one that cannot be read is a fault."""
        if root is None or not root.exists():
            return cls()
        folders: dict[str, Texts] = {}
        unread: list[str] = []
        try:
            found = sorted(
                path for path in root.iterdir() if path.is_dir() and path.name[0] not in "._"
            )
            for folder in found:
                folders[folder.name] = _read_folder(folder, root)
            named = set(stems(text for each in folders.values() for text in each.texts.values()))
            beside = read_own(root, root, BESIDE_THEM, {*shipped_beside(), *_called(root, named)})
        except OSError as error:
            why = why_refused(error)
            return cls(
                faults=(said("{folder} cannot be read ({why}).", folder=root.name, why=why),)
            )
        for name in [name for name in folders if _is_stray(name, folders[name])]:
            del folders[name]
            unread.append(f"{name}/")
        unread += [f"{name}/{file}" for name, each in folders.items() for file in each.unread]
        return cls(beside, folders, (*beside.unread, *unread))


@dataclass(slots=True)
class ProvedTemplates:
    """Every template there is, by name; each is read and proved once, when it is first asked
    for."""

    own: OwnFolder
    office: Municipality
    _readings: dict[str, Reading] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of all templates, good or not."""
        return sorted({*shipped_folders(), *self.own.folders})

    def read(self, name: str) -> Reading:
        """The template of that name, of its own words where they can be used; raises KeyError."""
        if name not in self._readings:
            if name not in self.names:
                raise KeyError(name)
            self._readings[name] = self._read(name)
        return self._readings[name]

    def _read(self, name: str) -> Reading:
        texts = self.own.folders.get(name, NOTHING)
        sources = Sources(name, _shipped(name), self.own.beside.texts, texts.texts)
        sources = replace(sources, own=_readable(sources, texts.faults))
        faults = [*self.own.beside.faults, *(_within(name, fault) for fault in texts.faults)]
        template = None
        while template is None and (sources.own or sources.shipped):
            template, found = _proved(_Work.of(sources, self.office))
            told = {fault.file for fault in faults}
            faults += [_placed(sources, fault) for fault in found if fault.file not in told]
            less = _without(sources, found)
            if found and less == sources:
                break
            sources = less
        return Reading(
            template, tuple(dict.fromkeys(said("{fault}.", fault=fault.what) for fault in faults))
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """A template to be put together, told from others by the content of the office's files: a
    server asks for the same at every request."""

    key: tuple[object, ...]
    sources: Sources = field(compare=False)
    office: Municipality = field(compare=False)

    @classmethod
    def of(cls, sources: Sources, office: Municipality) -> "_Work":
        """The work on these files, in that office's name."""
        own, beside = (tuple(sorted(texts.items())) for texts in (sources.own, sources.beside))
        return cls((sources.name, own, beside, repr(office)), sources, office)


@lru_cache(maxsize=KEPT)
def _proved(work: _Work) -> tuple[Template | None, tuple[WordingFault, ...]]:
    """The template, or all that is wrong with it; what is shipped was rendered before it was
    shipped."""
    sources = work.sources
    touched = bool(sources.own or sources.beside)
    try:
        template = build_template(sources, checked=touched)
    except Faulty as faulty:
        return None, tuple(faulty.faults)
    found = tuple(rendering_faults(template, work.office)) if touched else ()
    return (None if found else template), found


def _readable(sources: Sources, found: Sequence[WordingFault]) -> Mapping[str, str]:
    """The office's texts of a folder in which some files cannot be read: without the languages that
    lack one, nothing without its settings."""
    own = sources.own
    for fault in found:
        own = {} if fault.file == SETTINGS else _spared(sources, own, fault.language)
    return own


def _without(sources: Sources, found: Sequence[WordingFault]) -> Sources:
    """The same without what is at fault."""
    own, beside = dict(sources.own), dict(sources.beside)
    gone: set[str] = set()
    for fault in found:
        mine = fault.file != SETTINGS and fault.file in {**sources.beside, **sources.own}
        (own if fault.file in sources.own else beside).pop(fault.file, None)
        spared = _spared(sources, own, fault.language)
        gone |= {fault.language} if len(spared) < len(own) else set()
        if mine or fault.language in gone:
            own = spared
        elif own:
            own = {}
        elif not sources.own:
            beside = {}
    return replace(sources, own=own, beside=beside)


def _spared(sources: Sources, own: Mapping[str, str], language: str) -> dict[str, str]:
    """These texts without those of a language, if it is neither shipped nor Greek, and there are
    words in another."""
    spoken = {language_of(file) for file in (*sources.shipped, *own) if file.startswith("sms.")}
    kept = {DEFAULT_LANGUAGE, "", *map(language_of, sources.shipped)}
    if language in kept or not spoken - {language}:
        return dict(own)
    return {file: text for file, text in own.items() if language_of(file) != language}


def _placed(sources: Sources, fault: WordingFault) -> WordingFault:
    """The fault with the folder of its file in front, unless the file stands beside the folders, or
    could only stand there."""
    beside = fault.file in sources.beside or not OF_A_TEMPLATE.fullmatch(fault.file)
    return (
        fault
        if beside and fault.file not in {**sources.own, **sources.shipped}
        else _within(sources.name, fault)
    )


def _within(name: str, fault: WordingFault) -> WordingFault:
    return replace(fault, what=said("{template}/{fault}", template=name, fault=fault.what))


def _read_folder(folder: Path, root: Path) -> Texts:
    try:
        return read_own(folder, root, OF_A_TEMPLATE, _shipped(folder.name))
    except OSError as error:
        return Texts(
            {},
            (WordingFault.of(SETTINGS, said("it cannot be read ({why})", why=why_refused(error))),),
        )


def _is_stray(name: str, texts: Texts) -> bool:
    return name not in shipped_folders() and SETTINGS not in texts.texts and not texts.faults


def _called(root: Path, named: set[str]) -> Iterator[str]:
    yield from (path.name for path in root.iterdir() if path.name.split(".")[0] in named)


@cache
def _shipped(name: str) -> Mapping[str, str]:
    folder = shipped_folders().get(name)
    return {} if folder is None else read_shipped(folder)
