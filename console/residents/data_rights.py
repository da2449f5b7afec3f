"""`tocsin residents export` and `erase`: what the law gives every resident."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home, open_terminal
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json
from console.terminal.questions import ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

Number = Annotated[int, typer.Argument(help="The resident's number.", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def export_resident(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Give out everything that is kept of one resident: contacts, choices, consents, messages.

    Example: tocsin residents export 12 --json > resident-12.json
    """
    from subscribers.privacy import export_resident

    home = open_home(context)
    by = actor(context, home)
    with home.database.writing() as session:
        document = export_resident(session, home.keys, number, by=by, now=home.now())
    if as_json:
        show_json(document)
        return
    for line in _lines(document, home.config.municipality.zone):
        show(line)


def erase_resident(context: typer.Context, number: Number, yes: Yes = False) -> None:
    """Erase everything that is kept of one resident, for good; no import brings them back.

    Example: tocsin residents erase 12 --yes
    """
    from runtime import Right, UsageProblem, said
    from subscribers import show_masked_resident, show_resident
    from subscribers.privacy import erase_resident

    terminal = open_terminal(context)
    home, by = terminal.home, terminal.by
    by.needs(Right.EXPORT_RESIDENTS)
    with home.database.reading() as session:
        found = show_masked_resident(session, home.keys, number)
        whole = (
            show_resident(session, home.keys, number).name
            if Right.READ_RESIDENTS in by.rights
            else ""
        )
    contacts = ", ".join(found.contacts) or "-"
    who = said(
        "resident {number}, {name}, {contacts}",
        number=number,
        name=whole or found.name or "-",
        contacts=contacts,
    )
    if not yes:
        question = said("Type {number} to erase for good {who}", number=number, who=who)
        if ask(terminal, question, "--yes").strip() != str(number):
            raise UsageProblem(said("Nothing was erased."))
    with home.database.writing() as session:
        erase_resident(session, home.keys, number, by=by, now=home.now())
    home.database.scrub()
    say(said("Resident {number} is erased.", number=number))


def _lines(document: "Mapping[str, object]", zone: "ZoneInfo") -> "Iterator[str]":
    """An export as people read it: a line a field, below it a line a thing of which there may be
    several."""
    from console.terminal.state_words import translate_field
    from runtime import joined, said

    for name, value in document.items():
        if not isinstance(value, list):
            shown = _shown(name, value, zone)
            yield (
                said("{label:<13} {value}", label=translate_field(name), value=shown)
                if shown
                else translate_field(name)
            )
            continue
        yield translate_field(name)
        for item in value:
            parts = item.items() if isinstance(item, dict) else [("", item)]
            told = [
                joined(" ", [*([translate_field(key)] if key else []), _shown(key, part, zone)])
                for key, part in parts
                if part
            ]
            yield said("  {line}", line=joined(", ", told))


def _shown(name: str, value: object, zone: "ZoneInfo") -> str:
    from console.terminal.state_words import translate_word
    from console.terminal.times import local_time

    if value and (name == "since" or name.endswith("at")):
        return local_time(datetime.fromisoformat(str(value)), zone)
    return "" if value is None else translate_word(str(value))
