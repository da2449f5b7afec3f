"""What `tocsin config check` does: a settings file is read as it would be by the next process, and
nothing is changed."""

import os
from pathlib import Path

from channels.registry import faults_of_unrouted, usable_routes
from console.terminal.output import show
from runtime import Exit, Problem, UsageProblem, said
from runtime.config import FILE_NAME, read_config


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
    show(
        said(
            "{file} is right. `tocsin serve` reads it anew after SIGHUP (systemctl reload).",
            file=path.name,
        )
    )
