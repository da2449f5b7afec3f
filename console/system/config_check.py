"""What `tocsin config check` does: a settings file is read as it would be by the next process, and
nothing is changed."""

import os
from collections.abc import Iterator
from pathlib import Path

from channels.registry import faults_of_unrouted, usable_routes
from console.terminal.output import say, show
from runtime import Exit, Problem, Said, UsageProblem, joined, said
from runtime.config import FILE_NAME, Config, read_config
from templates import Catalogue


class UnfitSettings(Problem):
    """What runs goes on with the settings that it has read. Correct the file; docs/configuration.md
    lists every setting."""

    exit = Exit.UNREACHABLE


def check_settings(home: Path, file: Path | None) -> None:
    """Say that a file is fit; raises UnfitSettings with all that is wrong in it, or BadConfig."""
    path = file or home / FILE_NAME
    if not path.is_file():
        raise UsageProblem(said("There is no file {file}.", file=path.name))
    loaded = read_config(home, os.environ, file=path)
    routes, sections = loaded.config.routes, loaded.config.channels
    unfit = (*usable_routes(routes, sections, home)[1], *faults_of_unrouted(routes, sections, home))
    wrong = (*loaded.slips, *unfit)
    if wrong:
        raise UnfitSettings(*wrong)
    for doubt in _without_words(loaded.config, home):
        say(doubt)
    show(
        said(
            "{file} is right. `tocsin serve` reads it anew after SIGHUP (systemctl reload).",
            file=path.name,
        )
    )


def _without_words(config: Config, home: Path) -> Iterator[Said]:
    """The languages in which others are to read, and in which no template is written."""
    catalogue = Catalogue.load(home / config.templates, config.municipality)
    written = {language for template in catalogue.all() for language in template.languages()}
    for reader, chain in config.languages.items():
        if wordless := [language for language in chain if language not in written]:
            yield said(
                "[languages], {reader}: no template has words in {languages}; they are passed over, and the next in the list is read, Greek last.",
                reader=reader,
                languages=joined(", ", wordless),
            )
