"""`tocsin areas`: the zones of the municipality."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.residents.area_forms import change_area, form_lines, list_forms
from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show_json, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from areas import AreaChange, AreaImport
    from runtime import Said

app = typer.Typer(
    help="The zones of the municipality: import, list, forms, change, move, merge, split, remove.",
    no_args_is_help=True,
)

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say what would change, for how many residents.")
]
LARGEST_READ = 50_000_001


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A GeoJSON file.", exists=True, dir_okay=False, readable=True)
    ],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import zones from GeoJSON, whole or not at all; a zone that is there already is changed.

    A FeatureCollection in UTF-8 and WGS 84. Each feature is a Polygon, a MultiPolygon or null and
    has the properties code, name_el, name_el_genitive, name_el_accusative, name_en and parent: the
    code of the zone around it, null at the top; a zone without parent in the file stays where it
    is. name_el_in and name_en_in are what follows «χιονόπτωση» and "snow" («στον Χορτιάτη»); without
    them grammar proposes it (`tocsin areas forms`).

    Example: tocsin areas import municipality.geojson --dry-run
    """
    from alerts.zones import count_residents_concerned
    from areas import import_zones, plan_import

    home = open_home(context)
    by = actor(context, home)
    with file.open("rb") as opened:
        content = opened.read(LARGEST_READ)
    if dry_run:
        with home.database.reading() as session:
            done = plan_import(session, content, by=by)
    else:
        with home.database.writing() as session:
            done = import_zones(session, content, by=by, now=home.now())
    with home.database.reading() as session:
        residents = count_residents_concerned(session, done)
    _tell_import(done, residents, dry_run=dry_run, as_json=as_json)


@app.command("move")
def move_area(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="Code or name of the zone.")],
    new: Annotated[str, typer.Argument(help="Its new code.")],
    dry_run: DryRun = False,
) -> None:
    """Give a zone another code: whoever chose it has it still, and the next file can name it so.

    Example: tocsin areas move pylaia 0701 --dry-run
    """
    _redraw(context, "move", (old,), (new,), dry_run=dry_run)


@app.command("merge")
def merge_areas(
    context: typer.Context,
    gone: Annotated[list[str], typer.Argument(help="Codes or names of the zones that go.")],
    into: Annotated[str, typer.Option(help="Code or name of the zone that stays.")],
    dry_run: DryRun = False,
) -> None:
    """Merge zones into another: whoever chose one has that instead, and what lies in them lies in
    it.

    Example: tocsin areas merge exochi filyro --into asvestochori --dry-run
    """
    _redraw(context, "merge", tuple(gone), (into,), dry_run=dry_run)


@app.command("split")
def split_area(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help="Code or name of the zone that goes.")],
    into: Annotated[
        list[str], typer.Option(help="Code or name of a zone in its place; repeat it.")
    ],
    dry_run: DryRun = False,
) -> None:
    """Put several zones, which are imported already, in the place of one: whoever chose that has
    all of them instead.

    Example: tocsin areas split chortiatis --into exochi --into filyro --dry-run
    """
    _redraw(context, "split", (old,), tuple(into), dry_run=dry_run)


@app.command("remove")
def remove_area(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="Code or name of the zone.")],
    dry_run: DryRun = False,
) -> None:
    """Remove a zone that nobody chose, in which no other lies, and that no schedule or open alert
    names.

    Example: tocsin areas remove filyro --dry-run
    """
    _redraw(context, "remove", (code,), (), dry_run=dry_run)


@app.command("list")
def list_zones(context: typer.Context, as_json: AsJson = False) -> None:
    """List the zones; the whole municipality is always an area (--all).

    Example: tocsin areas list
    """
    from areas import list_zones
    from runtime import said

    home = open_home(context)
    with home.database.reading() as session:
        found = list_zones(session)
    if as_json:
        show_json(
            [{"code": zone.code, "parent": zone.parent, "names": zone.names} for zone in found]
        )
        return
    if not found:
        say(said("There are no zones yet: `tocsin areas import FILE.geojson`."))
        return
    rows = [(f"{'  ' * zone.depth}{zone.code}", zone.name("el"), zone.name("en")) for zone in found]
    table([said("code"), said("in Greek"), said("in English")], rows)


app.command("forms")(list_forms)
app.command("change")(change_area)


def _redraw(
    context: typer.Context,
    act: str,
    gone: tuple[str, ...],
    instead: tuple[str, ...],
    *,
    dry_run: bool,
) -> None:
    from alerts.zones import AreaAct, ZoneRedrawing, preview_redrawing, redraw_zones
    from runtime import counted

    home = open_home(context)
    by, wish = actor(context, home), ZoneRedrawing(AreaAct(act), gone, instead)
    if dry_run:
        with home.database.reading() as session:
            residents = preview_redrawing(session, wish, by=by)
    else:
        with home.database.writing() as session:
            residents = redraw_zones(session, wish, by=by, now=home.now())
    say(counted(residents, "This concerns {count} resident.", "This concerns {count} residents."))
    _tell_dry_run(dry_run=dry_run)


def _tell_import(
    done: "AreaImport", residents: "Mapping[str, int]", *, dry_run: bool, as_json: bool
) -> None:
    from dataclasses import asdict

    from runtime import counted

    if as_json:
        zones = {
            key: [{**asdict(each), "residents": residents[each.code]} for each in those]
            for key, those in (("changes", done.changes), ("moved", done.moved))
        }
        counts = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
        forms = {"doubtful": [*map(asdict, done.doubtful)], "doubted": [*map(asdict, done.doubted)]}
        show_json({**counts, **zones, **forms, "dry_run": dry_run})
        return
    say(
        counted(
            done.added,
            "{count} zone added, {changed} changed, {unchanged} unchanged.",
            "{count} zones added, {changed} changed, {unchanged} unchanged.",
            changed=done.changed,
            unchanged=done.unchanged,
        )
    )
    for line in area_change_lines(done, residents):
        say(line)
    for line in form_lines(done):
        say(line)
    _tell_dry_run(dry_run=dry_run)


def area_change_lines(done: "AreaImport", residents: "Mapping[str, int]") -> "Iterator[Said]":
    """A line for each zone that changes, and for each that moves."""
    from runtime import counted, joined, said

    for change in done.changes:
        yield counted(
            residents[change.code],
            "{zone}: {what}: {count} resident chose it.",
            "{zone}: {what}: {count} residents chose it.",
            zone=change.code,
            what=joined(", ", _what(change)),
        )
    top = said("the top")
    for move in done.moved:
        yield counted(
            residents[move.code],
            "{zone} moves from {before} to {after}: {count} resident chose it.",
            "{zone} moves from {before} to {after}: {count} residents chose it.",
            zone=move.code,
            before=move.before or top,
            after=move.after or top,
        )


def _what(change: "AreaChange") -> "Iterator[Said]":
    """What changes in a zone: each name that becomes another once, whatever its cases, then the
    outline."""
    from runtime import said

    for before, after in dict.fromkeys((each.before, each.after) for each in change.names):
        yield said("'{before}' becomes '{after}'", before=before or "-", after=after or "-")
    if change.outline:
        yield said("its outline changes")


def _tell_dry_run(*, dry_run: bool) -> None:
    from runtime import said

    if dry_run:
        say(said("Nothing was changed: this was a dry run."))
