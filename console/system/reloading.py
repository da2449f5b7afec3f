"""`tocsin serve` reads tocsin.toml again on SIGHUP; what is wrong in it changes nothing."""

import os
from contextlib import suppress
from dataclasses import replace

from channels.registry import usable_routes
from console.system.config_check import UnfitSettings
from console.terminal.logs import write_logs
from console.terminal.output import explain, say
from runtime import Home, Problem, said
from runtime.config import FILE_NAME, load_config

# With another database or key it would be another home.
FIXED = ("database", "key_file")


def reload_settings(home: Home, *, verbose: bool) -> Home | None:
    """The home with its settings as they are now, after saying what needs a restart; None, after
    saying why, where they are not right."""
    try:
        with suppress(OSError):  # the terminal may be gone, which also comes as SIGHUP
            return _reload_settings(home, verbose=verbose)
    except Problem as problem:
        refuse_settings(problem)
    return None


def refuse_settings(problem: Problem) -> None:
    """Say why the settings are not taken up, and that the process goes on with those it has."""
    with suppress(OSError):
        explain(problem)
        say(
            said(
                "{file} is not taken up: what runs goes on with the settings it has.",
                file=FILE_NAME,
            )
        )


def _reload_settings(home: Home, *, verbose: bool) -> Home:
    config = load_config(home.path, os.environ).config
    if wrong := usable_routes(config.routes, config.channels, home.path)[1]:
        raise UnfitSettings(*wrong)
    fixed = {name: getattr(home.config, name) for name in FIXED}
    asked = [name for name in FIXED if getattr(config, name) != fixed[name]]
    write_logs(config.log_level, verbose)
    say(said("{file} is read anew.", file=FILE_NAME))
    if asked:
        say(said("These are taken up by a restart alone: {names}.", names=", ".join(asked)))
    return replace(home, config=config.model_copy(update=fixed))
