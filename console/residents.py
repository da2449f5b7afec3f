"""`tocsin residents`: who is told, and what each wants."""

from enum import StrEnum
from typing import Annotated

import typer

from console.census import count_residents
from console.door import actor, open_home, say, show, show_json
from console.grouping import list_groups, new_groups, say_kept
from console.importing import import_file
from console.imports import imports
from console.rights import erase_resident, export_resident
from console.several import each_word
from console.unblocking import lift_blocks, unblock_contacts

app = typer.Typer(
    help="Who is told: import, add, change, remove, find, show, count, groups, unblock, export, erase.",
    no_args_is_help=True,
)


class FirstMedium(StrEnum):
    """What a resident is tried by first."""

    NONE = ""
    SMS = "sms"
    EMAIL = "email"


Many = list[str] | None
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Number = Annotated[int, typer.Argument(help="The resident's number.", show_default=False)]
Name = Annotated[str | None, typer.Option(help="Name; '' takes it away.")]
Language = Annotated[str, typer.Option(help="Two-letter code, el if none is given.")]
First = Annotated[
    FirstMedium, typer.Option("--first", help="sms or email: what to try first.", show_default=False)
]
Contacts = Annotated[
    Many, typer.Option("--phone", "--email", help="Mobile number or e-mail address; may be repeated.")
]
Zones = Annotated[
    Many,
    typer.Option("--area", callback=each_word, help="Codes or names; none means the whole municipality."),
]
Topics = Annotated[
    Many, typer.Option("--topic", help="emergency, weather, utilities, roads, schools, events; none: all.")
]
Groups = Annotated[Many, typer.Option("--group", help="Groups of the office's own, e.g. volunteers.")]
AddContacts = Annotated[Many, typer.Option("--add-phone", "--add-email", help="One more; needs a consent.")]
NoContacts = Annotated[Many, typer.Option("--remove-phone", "--remove-email", help="One less.")]
AddZones = Annotated[Many, typer.Option("--add-area", callback=each_word, help="One more.")]
NoZones = Annotated[Many, typer.Option("--remove-area", callback=each_word, help="One less.")]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="Told for the whole municipality.")]
AddTopics = Annotated[Many, typer.Option("--add-topic", help="One more topic.")]
NoTopics = Annotated[Many, typer.Option("--remove-topic", help="Refused from now on, whatever a file says.")]
EveryTopic = Annotated[bool, typer.Option("--every-topic", help="Told about everything.")]
AddGroups = Annotated[Many, typer.Option("--add-group", help="One more group.")]
NoGroups = Annotated[Many, typer.Option("--remove-group", help="One group less.")]
Helped = Annotated[bool | None, typer.Option("--needs-help/--no-needs-help", help="To be seen to first.")]
Landline = Annotated[
    str | None, typer.Option(help="A landline, to be phoned by hand; '' takes it away.", show_default=False)
]
Source = Annotated[str, typer.Option("--consent-source", help="How they agreed, such as form or desk.")]
Given = Annotated[str, typer.Option("--consent-at", help="When they agreed: 2026-03-31 or 31/3/2026.")]


@app.command()
def add(
    context: typer.Context, contacts: Contacts = None, name: Name = None, language: Language = "",
    zones: Zones = None, topics: Topics = None, groups: Groups = None, first: First = FirstMedium.NONE,
    needs_help: Helped = None, landline: Landline = None, source: Source = "", given: Given = "",
) -> None:  # fmt: skip
    """Add a resident who has agreed to be told.

    Example: tocsin residents add --phone 6912345678 --area panorama --consent-source form --consent-at 31/3/2026
    """
    from console.people import read_addresses, read_consent, read_kept, read_medium, read_zones
    from runtime import said
    from subscribers import Newcomer, Profile, read_groups, read_language, read_name, read_topic
    from subscribers import add as add_resident

    home = open_home(context)
    by = actor(context, home)
    local, now = home.config.municipality, home.now()
    addresses, consent = read_addresses(contacts or (), local), read_consent(source, given, local, now)
    with home.database.writing() as session:
        profile = Profile(
            read_name(name or ""), read_language(language), read_zones(session, zones or ()),
            read_groups(groups or ()), frozenset(map(read_topic, topics or ())), read_medium(first), bool(needs_help),
            read_kept(landline, local) or "",
        )  # fmt: skip
        fresh, newcomer = new_groups(session, profile.groups), Newcomer(profile, addresses, consent)
        number = add_resident(session, home.keys, newcomer, by=by, now=now)
    say_kept(said("Resident {number} is added.", number=number), number, fresh)


@app.command()
def change(
    context: typer.Context, number: Number, name: Name = None, language: Language = "", first: First = FirstMedium.NONE,
    new: AddContacts = None, gone: NoContacts = None, zones: AddZones = None, no_zones: NoZones = None,
    everywhere: Everywhere = False, topics: AddTopics = None, no_topics: NoTopics = None,
    every_topic: EveryTopic = False, groups: AddGroups = None, no_groups: NoGroups = None, needs_help: Helped = None,
    landline: Landline = None, source: Source = "", given: Given = "",
) -> None:  # fmt: skip
    """Change a resident: only what is named changes.

    Example: tocsin residents change 12 --add-area pylaia --remove-topic events
    """
    from console.people import read_addresses, read_consent, read_kept, read_medium, read_zones
    from runtime import said
    from subscribers import Changes, Edit, find_groups, read_groups, read_language, read_name, read_topic
    from subscribers import change as change_resident

    home = open_home(context)
    by = actor(context, home)
    local, now = home.config.municipality, home.now()
    with home.database.writing() as session:
        zone_edit = Edit(read_zones(session, zones or ()), read_zones(session, no_zones or ()))
        group_edit = Edit.of(read_groups(groups or ()), find_groups(session, no_groups or ()))
        fresh = new_groups(session, group_edit.add)
        changes = Changes(
            None if name is None else read_name(name), read_language(language) if language else None, read_medium(first),
            zones=frozenset() if everywhere else zone_edit,
            topics=frozenset() if every_topic else Edit.of(map(read_topic, topics or ()), map(read_topic, no_topics or ())),
            groups=group_edit,
            addresses=Edit.of(read_addresses(new or (), local), read_addresses(gone or (), local)),
            consent=read_consent(source, given, local, now) if source or given else None, needs_help=needs_help,
            landline=read_kept(landline, local),
        )  # fmt: skip
        change_resident(session, home.keys, number, changes, by=by, now=now)
    say_kept(said("Resident {number} is changed.", number=number), number, fresh)


@app.command()
def remove(
    context: typer.Context, number: Number, reason: Annotated[str, typer.Option(help="Why, in a few words.")]
) -> None:
    """Take a resident off the list; only a later consent brings them back.

    Example: tocsin residents remove 12 --reason "asked by phone"
    """
    from runtime import said
    from subscribers import remove as remove_resident

    home = open_home(context)
    by = actor(context, home)
    with home.database.writing() as session:
        remove_resident(session, number, reason=reason, by=by, now=home.now())
    say(said("Resident {number} has left and is told nothing more.", number=number))


@app.command()
def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A phone, an e-mail address, or part of a name.")],
    as_json: AsJson = False,
) -> None:
    """Find residents by phone or e-mail address, or by part of their name; shown masked, at most 50.

    Example: tocsin residents find παπαδοπουλ
    """
    from console.people import found_json, show_found
    from runtime import Right
    from subscribers import find as find_residents

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
    from console.people import resident_json, resident_lines
    from runtime import Right, said
    from subscribers import show as look_up

    home = open_home(context)
    actor(context, home).needs(Right.READ_RESIDENTS)
    with home.database.reading() as session:
        found = look_up(session, home.keys, number)
    if as_json:
        show_json(resident_json(found))
        return
    for label, value in resident_lines(found, home.config.municipality):
        show(said("{label:<10} {value}", label=label, value=value))


app.command("import")(import_file)
app.command("imports")(imports)
app.command("count")(count_residents)
app.command("groups")(list_groups)
app.command("unblock")(unblock_contacts)
app.command("lift", hidden=True)(lift_blocks)
app.command("export")(export_resident)
app.command("erase")(erase_resident)
