"""What `tocsin residents add` and `change` do: what was typed is read, then kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from channels import Medium
from console.residents.groups import new_groups, say_kept
from console.residents.options import TypedFacts, TypedLists
from console.residents.people import (
    read_addresses,
    read_consent,
    read_kept,
    read_medium,
    read_zones,
)
from console.terminal.door import Terminal
from console.terminal.output import say
from runtime import Municipality, said
from subscribers import (
    Changes,
    Edit,
    Newcomer,
    Profile,
    add_resident,
    change_resident,
    find_groups,
    show_masked_resident,
)
from subscribers.readings import read_groups, read_language, read_name, read_topic
from templates import Topic


@dataclass(frozen=True, slots=True)
class TypedEdit:
    """What is to change of a resident: the facts, what is `more` and what is `less`."""

    facts: TypedFacts
    more: TypedLists
    less: TypedLists
    everywhere: bool
    every_topic: bool

    def read(self, session: Session, municipality: Municipality, now: datetime) -> Changes:
        """The changes that were typed; raises BadValue, UnknownArea, ConsentNeeded and the like."""
        facts, more, less = self.facts, self.more, self.less
        zones = Edit(read_zones(session, more.zones or ()), read_zones(session, less.zones or ()))
        groups = Edit.of(read_groups(more.groups or ()), find_groups(session, less.groups or ()))
        return Changes(
            name=None if facts.name is None else read_name(facts.name),
            language=read_language(facts.language) if facts.language else None,
            first_medium=read_medium(facts.first),
            zones=frozenset() if self.everywhere else zones,
            topics=frozenset() if self.every_topic else self._topics(),
            groups=groups,
            addresses=Edit.of(
                read_addresses(more.contacts or (), municipality),
                read_addresses(less.contacts or (), municipality),
            ),
            consent=read_consent(facts.source, facts.given, municipality, now)
            if facts.source or facts.given
            else None,
            needs_help=facts.needs_help,
            landline=read_kept(facts.landline, municipality),
            normal_letters=facts.normal_letters,
        )

    def _topics(self) -> Edit[Topic]:
        return Edit.of(
            map(read_topic, self.more.topics or ()), map(read_topic, self.less.topics or ())
        )


def add_typed(terminal: Terminal, facts: TypedFacts, lists: TypedLists) -> None:
    """Add the resident that was typed; raises BadValue, UnknownArea, ConsentNeeded and the like."""
    home, by = terminal.home, terminal.by
    local, now = home.config.municipality, home.now()
    addresses = read_addresses(lists.contacts or (), local)
    consent = read_consent(facts.source, facts.given, local, now)
    with home.database.writing() as session:
        profile = _profile(session, facts, lists, local)
        fresh = new_groups(session, profile.groups)
        number = add_resident(
            session, home.keys, Newcomer(profile, addresses, consent), by=by, now=now
        )
    say_kept(said("Resident {number} is added.", number=number), number, fresh)
    _say_letters(terminal, number, normal=facts.normal_letters)


def change_typed(terminal: Terminal, number: int, edit: TypedEdit) -> None:
    """Change a resident in what was typed, and in nothing else."""
    home, by = terminal.home, terminal.by
    now = home.now()
    with home.database.writing() as session:
        changes = edit.read(session, home.config.municipality, now)
        fresh = new_groups(session, changes.groups.add)
        change_resident(session, home.keys, number, changes, by=by, now=now)
    say_kept(said("Resident {number} is changed.", number=number), number, fresh)
    _say_letters(terminal, number, normal=edit.facts.normal_letters)


def _say_letters(terminal: Terminal, number: int, *, normal: bool | None) -> None:
    """Say that letters were chosen for a phone that there is not."""
    if normal is None:
        return
    home = terminal.home
    with home.database.reading() as session:
        media = show_masked_resident(session, home.keys, number).media
    if Medium.SMS not in media:
        say(
            said(
                "They have no mobile number: how an SMS is written to them counts only once they have one (--add-phone)."
            )
        )


def _profile(
    session: Session, facts: TypedFacts, lists: TypedLists, municipality: Municipality
) -> Profile:
    return Profile(
        read_name(facts.name or ""),
        read_language(facts.language),
        read_zones(session, lists.zones or ()),
        read_groups(lists.groups or ()),
        frozenset(map(read_topic, lists.topics or ())),
        read_medium(facts.first),
        bool(facts.needs_help),
        read_kept(facts.landline, municipality) or "",
        bool(facts.normal_letters),
    )
