"""`tocsin areas`: the zones of the municipality."""

from pathlib import Path
from typing import Annotated

import typer

from console.door import actor, open_home, say, show_json, table

app = typer.Typer(help="The zones of the municipality: import, list.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
LARGEST_READ = 50_000_001


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A GeoJSON file.", exists=True, dir_okay=False, readable=True)],
    as_json: AsJson = False,
) -> None:
    """Import zones from GeoJSON, whole or not at all; a zone that is there already is changed.

    A FeatureCollection in UTF-8 and WGS 84. Each feature is a Polygon, a MultiPolygon or null and has the properties
    code, parent (the code of the zone around it, or none), name_el, name_el_genitive, name_el_accusative and name_en.

    Example: tocsin areas import municipality.geojson
    """

    from areas import import_zones
    from runtime import counted

    home = open_home(context)
    by = actor(context, home)
    with file.open("rb") as opened:
        content = opened.read(LARGEST_READ)
    with home.database.writing() as session:
        done = import_zones(session, content, by=by, now=home.now())
    if as_json:
        show_json({"added": done.added, "changed": done.changed, "unchanged": done.unchanged})
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


@app.command("list")
def list_zones(context: typer.Context, as_json: AsJson = False) -> None:
    """List the zones; the whole municipality is always an area (--all).

    Example: tocsin areas list
    """
    from areas import zones
    from runtime import said

    home = open_home(context)
    with home.database.reading() as session:
        found = zones(session)
    if as_json:
        show_json([{"code": zone.code, "parent": zone.parent, "names": zone.names} for zone in found])
        return
    if not found:
        say(said("There are no zones yet: `tocsin areas import FILE.geojson`."))
        return
    rows = [(f"{'  ' * zone.depth}{zone.code}", zone.name("el"), zone.name("en")) for zone in found]
    table([said("code"), said("in Greek"), said("in English")], rows)
