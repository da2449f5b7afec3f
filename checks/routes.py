"""Routes: configured channels that carry nothing, and media of which nothing leaves this
machine."""

from collections.abc import Iterator

from alerts.plain_words import MEDIUM_WORDS
from channels.registry import RouteWithoutSection
from checks.names import listed
from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import Problem, joined, said


def check_routes(at: Situation) -> Iterator[CheckResult]:
    """Whether every configured channel stands on a route, and which media are a trial."""
    config, routed = at.home.config, {name for names in at.routes.values() for name in names}
    missing = list(_without_section(at))
    yield from missing
    idle = [name for name in config.channels if name not in routed]
    if idle:
        yield fail(
            said(
                "configured channels are not routed: {names}; nothing goes by them",
                names=listed(idle),
            ),
            said("Name each under [routes], or take its section out of tocsin.toml."),
        )
    tried = () if missing else at.trials.among(tuple(at.routes))
    if tried:
        yield warn(
            said(
                "TRIAL: nothing leaves this machine by {media}",
                media=listed([MEDIUM_WORDS[each] for each in tried]),
            ),
            said("Name a channel of a provider under [routes]; docs/going-live.md, steps 5 and 6."),
        )
    if not (missing or idle or tried):
        yield ok(
            said("routes: every configured channel carries a medium, and may leave this machine")
        )


def _without_section(at: Situation) -> Iterator[CheckResult]:
    for name in dict.fromkeys(name for names in at.home.config.routes.values() for name in names):
        try:
            at.settings_of(name)
        except RouteWithoutSection as problem:
            yield fail(joined(" ", problem.details), said(problem.why))
        except Problem:
            continue  # the check of the providers tells it
