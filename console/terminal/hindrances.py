"""Hindrances: what keeps messages back while a sending is watched, in words."""

from collections.abc import Iterator, Mapping, Sequence

from channels.explanations import concerns_database, explain_cause
from delivery.sending import list_outages, list_unattended, stopped_channels
from delivery.status import Tally
from runtime import Home, Said, moment, said

Causes = Mapping[str, str]  # channels, each with the provider's code


def list_hindrances(
    home: Home, dispatch_ids: Sequence[int], troubles: Causes, resumed_by: str = ""
) -> Sequence[Said]:
    """What keeps these dispatches back: channels in trouble or stopped until staff decide, else
    that no worker is at work, where `resumed_by` is the command that goes on."""
    stopped: dict[str, str] = {}
    with home.database.reading() as session:
        for dispatch_id in dispatch_ids:
            stopped |= stopped_channels(session, dispatch_id)
        unattended = bool(resumed_by and list_unattended(session, dispatch_ids))
    words = describe_hindrances(troubles, stopped)
    # As long as a channel is stopped, going on would end where it ended before.
    return [*words, describe_unattended(resumed_by)] if unattended and not stopped else [*words]


def list_troubles(home: Home) -> Causes:
    """The channels that some worker leaves alone now, and why."""
    with home.database.reading() as session:
        return list_outages(session, now=moment(session))


def troubles_concerning(
    counted: Tally, troubles: Causes, routes: Mapping[str, Sequence[str]]
) -> Causes:
    """Those of channels that carry what was counted: an e-mail waits for no SMS."""
    carrying = {name for each in counted.counts for name in routes.get(each.medium, ())}
    return {name: why for name, why in troubles.items() if name in carrying}


def describe_unattended(resumed_by: str) -> Said:
    """Nothing is sent, and the command that goes on."""
    return said("no worker is at work -> {command}", command=resumed_by)


def describe_hindrances(troubles: Causes, stopped: Causes) -> Iterator[Said]:
    """Why channels wait; a disk or a database that keeps all of them back is named once, and no
    provider for it."""
    for why in dict.fromkeys(filter(concerns_database, troubles.values())):
        yield said("all wait: {why}", why=explain_cause(why))
    for channel, why in stopped.items():
        yield said(
            "{channel} is stopped: it refuses too many ({why}) -> tocsin resume {channel}",
            channel=channel,
            why=explain_cause(why) or why,
        )
    for channel, why in troubles.items():
        if channel not in stopped and not concerns_database(why):
            yield said("{channel} waits: {why}", channel=channel, why=explain_cause(why))
