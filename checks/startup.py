"""Start-up: a process that stays proves the templates once when it starts, beside its work, and
logs what is at fault."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from checks.results import Level
from checks.situation import Situation
from checks.wordings import check_templates
from engine import Jobs
from runtime import Home, Problem

log = structlog.get_logger(__name__)


def template_check_job(home: Home) -> Jobs:
    """The job: looking once."""
    return {"templates": TemplateCheck(home).go_on}


@dataclass(slots=True)
class TemplateCheck:
    """Whether one process has looked at the templates since it started."""

    home: Home
    look_around: Callable[[Home], Situation] = Situation.of
    done: bool = False

    async def go_on(self) -> None:
        """Look, the first time."""
        if not self.done:
            self.done = True
            await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Render every template with its examples, and log each fault."""
        try:
            for each in check_templates(self.look_around(self.home)):
                if each.level is Level.FAIL:
                    log.error("template at fault", what=each.what, fix=each.fix)
        except Problem as problem:
            log.error("templates not looked at", problem=type(problem).__name__)
