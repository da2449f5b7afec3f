"""The clock: whether the time that is shown can be right, by what this home has seen, by what providers show and by the database."""

from collections.abc import Iterator
from datetime import timedelta

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import LEAP, Anchor, Doubt, Said, Witness, counted, moment, read_witness, said

APART = timedelta(seconds=2)  # of this machine and the database
APART_FROM_OTHERS = timedelta(minutes=1)


def check_clock(at: Situation) -> Iterator[CheckResult]:
    """Whether the time is believed, and whether this machine, the database and the providers show the same."""
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


def _doubted(at: Situation, doubt: Doubt, witness: Witness, reading: Anchor) -> Iterator[CheckResult]:
    mend = said("Set the clock (NTP). If it is right: tocsin clock --confirm")
    if doubt.told_by:
        yield fail(
            said("{off} that of {channel}: {held}", off=_off(doubt), channel=doubt.told_by, held=_held()),
            mend,
        )
    elif witness.seen.expected(reading) is not None:
        yield fail(
            said("{off} the time that has passed in this home: {held}", off=_off(doubt), held=_held()), mend
        )
    elif witness.lasts(reading):
        when = at.home.config.municipality.local(witness.seen.at)
        yield warn(
            said(
                "the machine was started anew, and the clock was last seen {when:%a %d/%m/%Y %H:%M}: {held}",
                when=when,
                held=_held(),
            ),
            said("It is believed after 5 minutes. If it is right: tocsin clock --confirm"),
        )
    else:  # nobody is at work, who could be misled by it
        yield ok(said("clock: this machine and the database show the same time"))


def _off(doubt: Doubt) -> Said:
    if doubt.ahead > timedelta():
        return said("the clock is {span} ahead of", span=span_of(doubt.ahead))
    return said("the clock is {span} behind", span=span_of(-doubt.ahead))


def _held() -> Said:
    return said("nothing expires meanwhile, and no schedule fires")


def span_of(span: timedelta) -> Said:
    """A span in the unit that fits it."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return counted(minutes, "{count} minute", "{count} minutes")
    if minutes < 48 * 60:
        return counted(round(minutes / 60), "{count} hour", "{count} hours")
    return counted(round(minutes / 60 / 24), "{count} day", "{count} days")
