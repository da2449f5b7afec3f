"""`tocsin templates`: the words there are, and how they would read."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import root_options
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table
from console.terminal.repeated import read_pairs

if TYPE_CHECKING:
    from runtime.config import Config
    from templates import Catalogue

app = typer.Typer(help="The words: list, show, check, preview.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the template.", show_default=False)]
Names = Annotated[
    list[str] | None, typer.Argument(help="Templates; none: all.", show_default=False)
]


@app.command("list")
def list_templates(context: typer.Context, as_json: AsJson = False) -> None:
    """List the templates, the office's own and the shipped; broken ones are named with the reason.

    Example: tocsin templates list
    """
    from console.alerts.template_fields import template_json, template_row, usability_json
    from runtime import said

    config, catalogue = _catalogue(context)
    if as_json:
        good = [template_json(catalogue, template) for template in catalogue.all()]
        bad = [
            usability_json(name, catalogue.faults_of(name), usable=False)
            for name in catalogue.broken
        ]
        show_json([*good, *bad])
        _tell_faults(catalogue, config)
        return
    rows = [template_row(each) for each in catalogue.all()]
    table(
        [
            said("template"),
            said("title"),
            said("severity"),
            said("languages"),
            said("taken back by"),
        ],
        rows,
    )
    _tell_faults(catalogue, config)


@app.command("show")
def show_template(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show what a template asks for.

    Example: tocsin templates show snow
    """
    from console.alerts.template_fields import template_json, template_lines, variable_row
    from runtime import said

    _, catalogue = _catalogue(context)
    template = catalogue.find(name)
    if as_json:
        show_json(template_json(catalogue, template))
        return
    for label, value in template_lines(template):
        show(said("{label:<11} {value}", label=label, value=value))
    show(said("variables"))
    table(
        ["  --set", said("kind"), said("needed"), said("what"), said("example")],
        [variable_row(each) for each in template.variables],
    )


@app.command("check")
def check_templates(context: typer.Context, names: Names = None) -> None:
    """Check how long the SMS of each template is with its examples, and name every character that
    makes it dearer.

    Example: tocsin templates check
    """
    from console.alerts.template_check import ToMend, check_templates, columns
    from runtime import counted, said

    config, catalogue = _catalogue(context)
    found = list(
        check_templates(catalogue, names or [], config.municipality, now=datetime.now(UTC))
    )
    table(columns(), [each.row() for each in found])
    lacking = [each for each in found if each.remarks]
    for each in lacking:
        say(said("{template}, '{language}':", template=each.template.name, language=each.language))
        for remark in each.remarks:
            say(remark)
    of_these = [fault for name in names or [] for fault in catalogue.faults_of(name)]
    faults = of_these if names else catalogue.all_faults()
    for fault in faults:
        say(fault)
    _tell_unread(catalogue)
    if bad := len(lacking) + len(faults):
        raise ToMend(
            counted(bad, "{count} thing is to be mended.", "{count} things are to be mended.")
        )


@app.command("preview")
def preview_template(
    context: typer.Context,
    name: Name,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="name=value; what is missing is invented.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of the words.")] = "el",
    area: Annotated[
        list[str] | None, typer.Option(help="Code or name of an area; may be repeated.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write the e-mail's HTML to this file.")] = None,
) -> None:
    """Show how a template reads, with its parts; what you do not set comes from its examples.

    Example: tocsin templates preview snow --set from=20:00 --lang en --html snow.html
    """
    from console.alerts.template_preview import PreviewRequest, show_template_words

    config, catalogue = _catalogue(context)
    asked = PreviewRequest(read_pairs(values or []), lang, tuple(area or []), html)
    folder = root_options(context).folder
    show_template_words(folder, config, catalogue.find(name), asked, now=datetime.now(UTC))


def _catalogue(context: typer.Context) -> "tuple[Config, Catalogue]":
    """The words can be looked at without a home: then the shipped ones, in nobody's name."""
    import os

    from runtime.config import load_config
    from templates import Catalogue

    folder = root_options(context).folder
    config = load_config(folder, os.environ).config
    return config, Catalogue.load(folder / config.templates, config.municipality)


def _tell_faults(catalogue: "Catalogue", config: "Config") -> None:
    """What is broken in the office's folder, and what cannot be said, on stderr."""
    from runtime import said

    for name in catalogue.broken:
        say(said("'{name}' cannot be used:", name=name))
        for fault in catalogue.faults_of(name):
            say(said("  {fault}", fault=fault))
    for fault in catalogue.all_faults():
        if not any(fault in catalogue.faults_of(name) for name in catalogue.broken):
            say(said("The shipped words stand in for what is broken: {fault}", fault=fault))
    for proof in catalogue.unsaid(config.municipality, now=datetime.now(UTC)):
        say(proof.lacking)
    _tell_unread(catalogue)


def _tell_unread(catalogue: "Catalogue") -> None:
    from runtime import joined, said

    if catalogue.unread:
        files = joined(", ", catalogue.unread)
        say(
            said("Nothing is read of these files in the folder of templates: {files}.", files=files)
        )
