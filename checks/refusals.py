"""Refusals: lanes that stand still because a channel refused too many, until staff decide."""

from collections.abc import Iterator

from alerts.plain_words import LANE_WORDS
from channels.explanations import explain_cause
from checks.results import CheckResult, fail, ok
from checks.situation import Situation
from delivery.sending import list_suspected_runs
from runtime import said


def check_refusals(at: Situation) -> Iterator[CheckResult]:
    """Whether a channel is stopped because our own settings are suspected: nothing leaves by that
    lane before staff decide."""
    with at.home.database.reading() as session:
        found = list_suspected_runs(session)
    for each in found:
        yield fail(
            said(
                "{channel} refused {refused:,} of {size:,} messages ({why}) and is stopped since {since:%H:%M} (lane: {lane})",
                channel=each.channel,
                refused=each.refused,
                size=each.size,
                why=explain_cause(each.code) or each.code,
                since=at.home.config.municipality.local(each.since),
                lane=LANE_WORDS[each.lane],
            ),
            said(
                "mend its settings, then tocsin resume {channel}; if the list is bad: tocsin resume {channel} --accept-refusals",
                channel=each.channel,
            ),
        )
    if not found:
        yield ok(said("refusals: no channel is stopped for them"))
