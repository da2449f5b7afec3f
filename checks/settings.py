"""Settings: whether tocsin.toml is right, and whether what runs has read it."""

import os
import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from channels.registry import usable_routes
from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from delivery.monitoring import at_work_since
from runtime import Home, Problem, moment, said
from runtime.config import FILE_NAME, read_config


def check_settings(at: Situation) -> Iterator[CheckResult]:
    """What is wrong in tocsin.toml as it is now, a line each; else the processes of this machine
    that began before it was changed."""
    if slips := _slips(at.home):
        for slip in slips:
            yield fail(
                slip, said("Correct it there: tocsin config check. What runs goes on as it is.")
            )
        return
    file = at.home.path / FILE_NAME
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.exists() else None
    with at.home.database.reading() as session:
        since = at_work_since(session, socket.gethostname(), now=moment(session))
    if changed is not None and since is not None and since < changed:
        local = at.home.config.municipality.local
        yield warn(
            said(
                "{file} was changed on {changed:%d/%m at %H:%M:%S}, and what runs since {since:%d/%m at %H:%M:%S} has not read it",
                file=FILE_NAME,
                changed=local(changed),
                since=local(since),
            ),
            said(
                "sudo systemctl reload tocsin-serve; restart `tocsin worker` and `tocsin scheduler`"
            ),
        )
    else:
        yield ok(said("settings: what runs has read tocsin.toml as it is"))


def _slips(home: Home) -> Sequence[str]:
    """What is wrong in the file: what runs has read another that was right, and cannot be started
    anew with this one."""
    try:
        loaded = read_config(home.path, os.environ)
    except Problem as problem:
        return problem.details or (problem.why,)
    return (
        *loaded.slips,
        *usable_routes(loaded.config.routes, loaded.config.channels, home.path)[1],
    )
