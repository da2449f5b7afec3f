"""`tocsin residents`: who is told, and what each wants."""

import typer

from console.residents.count import count_residents
from console.residents.data_rights import erase_resident, export_resident
from console.residents.groups import list_groups
from console.residents.import_jobs import list_imports
from console.residents.importing import import_file
from console.residents.options import (
    AddContacts,
    AddGroups,
    AddTopics,
    AddZones,
    Contacts,
    EveryTopic,
    Everywhere,
    First,
    FirstMedium,
    Given,
    Groups,
    Helped,
    Landline,
    Language,
    Name,
    NoContacts,
    NoGroups,
    Normal,
    NoTopics,
    NoZones,
    Number,
    Reason,
    Sought,
    Source,
    Topics,
    TypedFacts,
    TypedLists,
    Zones,
)
from console.residents.poster import make_poster
from console.residents.unblocking import lift_blocks, unblock_contacts
from console.terminal.door import actor, open_home, open_terminal
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json

app = typer.Typer(
    help="Who is told: import, add, change, remove, find, show, count, groups, unblock, export, erase, poster.",
    no_args_is_help=True,
)


@app.command("add")
def add_resident(
    context: typer.Context,
    contacts: Contacts = None,
    name: Name = None,
    language: Language = "",
    zones: Zones = None,
    topics: Topics = None,
    groups: Groups = None,
    first: First = FirstMedium.NONE,
    needs_help: Helped = None,
    landline: Landline = None,
    normal: Normal = None,
    source: Source = "",
    given: Given = "",
) -> None:
    """Add a resident who has agreed to be told.

    Example: tocsin residents add --phone 6912345678 --area panorama --consent-source form --consent-at 31/3/2026
    """
    from console.residents.editing import add_typed

    facts = TypedFacts(name, language, first, needs_help, landline, source, given, normal)
    add_typed(open_terminal(context), facts, TypedLists(contacts, zones, topics, groups))


@app.command("change")
def change_resident(
    context: typer.Context,
    number: Number,
    name: Name = None,
    language: Language = "",
    first: First = FirstMedium.NONE,
    new: AddContacts = None,
    gone: NoContacts = None,
    zones: AddZones = None,
    no_zones: NoZones = None,
    everywhere: Everywhere = False,
    topics: AddTopics = None,
    no_topics: NoTopics = None,
    every_topic: EveryTopic = False,
    groups: AddGroups = None,
    no_groups: NoGroups = None,
    needs_help: Helped = None,
    landline: Landline = None,
    normal: Normal = None,
    source: Source = "",
    given: Given = "",
) -> None:
    """Change a resident: only what is named changes.

    Example: tocsin residents change 12 --add-area pylaia --remove-topic events
    """
    from console.residents.editing import TypedEdit, change_typed

    facts = TypedFacts(name, language, first, needs_help, landline, source, given, normal)
    more = TypedLists(new, zones, topics, groups)
    less = TypedLists(gone, no_zones, no_topics, no_groups)
    edit = TypedEdit(facts, more, less, everywhere, every_topic)
    change_typed(open_terminal(context), number, edit)


@app.command("remove")
def remove_resident(context: typer.Context, number: Number, reason: Reason) -> None:
    """Take a resident off the list; only a later consent brings them back.

    Example: tocsin residents remove 12 --reason "asked by phone"
    """
    from runtime import said
    from subscribers import remove_resident

    home = open_home(context)
    by = actor(context, home)
    with home.database.writing() as session:
        remove_resident(session, number, reason=reason, by=by, now=home.now())
    say(said("Resident {number} has left and is told nothing more.", number=number))


@app.command("find")
def find_residents(context: typer.Context, text: Sought, as_json: AsJson = False) -> None:
    """Find residents by phone or e-mail address, or by part of their name; shown masked, at most
    50.

    Example: tocsin residents find παπαδοπουλ
    """
    from console.residents.people import found_json, show_found
    from runtime import Right
    from subscribers import find_residents

    home = open_home(context)
    actor(context, home).needs(Right.READ_RESIDENTS)
    with home.database.reading() as session:
        found = find_residents(session, home.keys, text, municipality=home.config.municipality)
    if as_json:
        show_json(found_json(found))
        return
    show_found(found, home.config.municipality)


@app.command("show")
def show_resident(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Show everything about one resident, addresses in full.

    Example: tocsin residents show 12
    """
    from console.residents.people import resident_json, resident_lines
    from runtime import Right, said
    from subscribers import show_resident

    home = open_home(context)
    actor(context, home).needs(Right.READ_RESIDENTS)
    with home.database.reading() as session:
        found = show_resident(session, home.keys, number)
    if as_json:
        show_json(resident_json(found))
        return
    for label, value in resident_lines(found, home.config.municipality):
        show(said("{label:<10} {value}", label=label, value=value))


app.command("import")(import_file)
app.command("imports")(list_imports)
app.command("count")(count_residents)
app.command("groups")(list_groups)
app.command("unblock")(unblock_contacts)
app.command("lift", hidden=True)(lift_blocks)
app.command("export")(export_resident)
app.command("erase")(erase_resident)
app.command("poster")(make_poster)
