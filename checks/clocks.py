"""The clock: whether the time that is shown can be right, by what this home has seen, by what
providers show and by the database."""

from collections.abc import Iterator
from datetime import timedelta

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import Said, mark, moment, said
from runtime.clocks import LEAP, Anchor, Doubt, Witness
from runtime.spans import lasting
from runtime.witness import read_witness

APART = timedelta(seconds=2)  # of this machine and the database
APART_FROM_OTHERS = timedelta(minutes=1)


def check_clock(at: Situation) -> Iterator[CheckResult]:
    """Whether the time is believed, and whether this machine, the database and the providers show
    the same."""
    with at.home.database.reading() as session:
        reading, witness = read_witness(session)
        clock = at.home.database.clock
        own = at.now - moment(session) + (clock.show() - clock.now())
    doubt = witness.judge(reading) if witness else None
    told = witness.told_time(reading) if witness else None
    if witness and doubt:
        yield from _doubted(at, doubt, witness, reading)
    elif abs(own) > APART:
        yield (fail if abs(own) > LEAP else warn)(
            said(
                "the clocks of this machine and of the database differ by {seconds:,.0f} s",
                seconds=abs(own).total_seconds(),
            ),
            said("Run NTP on both."),
        )
    elif witness and told and abs(reading.at - told) > APART_FROM_OTHERS:
        yield warn(
            said(
                "the clock differs by {seconds:,.0f} s from that of {channel}",
                seconds=abs(reading.at - told).total_seconds(),
                channel=witness.told_by,
            ),
            said("Run NTP."),
        )
    else:
        yield ok(said("clock: this machine and the database show the same time"))


def _doubted(
    at: Situation, doubt: Doubt, witness: Witness, reading: Anchor
) -> Iterator[CheckResult]:
    if not doubt.after_a_start:
        yield fail(_off(doubt), said("Set the clock (NTP). If it is right: tocsin clock --confirm"))
    elif witness.lasts(reading):
        yield warn(
            said(
                "the machine was started anew, and the clock was last seen {when:%a %d/%m/%Y %H:%M}: for 5 minutes nothing expires, and no schedule fires",
                when=at.home.config.municipality.local(witness.seen.at),
            ),
            said("If the clock is right: tocsin clock --confirm"),
        )
    else:  # nobody is at work, who could be misled by it
        yield ok(said("clock: this machine and the database show the same time"))


def _off(doubt: Doubt) -> Said:
    is_ahead = doubt.ahead > timedelta()
    span, channel = lasting(abs(doubt.ahead)), doubt.told_by
    if channel and is_ahead:
        words = mark(
            "the clock is {span} ahead of that of {channel}: nothing expires, and no schedule fires"
        )
    elif channel:
        words = mark(
            "the clock is {span} behind that of {channel}: nothing expires, and no schedule fires"
        )
    elif is_ahead:
        words = mark(
            "the clock is {span} ahead of the time passed here: nothing expires, no schedule fires"
        )
    else:
        words = mark(
            "the clock is {span} behind the time passed here: nothing expires, no schedule fires"
        )
    return said(words, span=span, channel=channel)
