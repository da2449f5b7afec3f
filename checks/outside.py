"""Outside: the address that is asked while all is well, and the daily test message of each channel;
both touch no network here."""

from collections.abc import Iterator
from datetime import timedelta

from checks.link_tests import LATE, failed, last_slot, tested_channels
from checks.results import CheckResult, ok, unset, warn
from checks.situation import Situation
from checks.tables import OUTSIDE_TRIALS
from checks.trials import PING, last_link_tests
from runtime import said

SILENT = timedelta(minutes=5)


def check_watch(at: Situation) -> Iterator[CheckResult]:
    """Whether the address outside was asked, and answered; touches no network."""
    if not at.home.config.watch.url:
        return (yield unset(said("watch: no address outside is set")))
    with at.home.database.reading() as session:
        row = session.execute(OUTSIDE_TRIALS.select().where(OUTSIDE_TRIALS.c.name == PING)).first()
    fix = said("Look at url under [watch]; tocsin serve and tocsin scheduler ask it once a minute.")
    if row is None or row.worked_at is None:
        yield warn(said("the watch outside was never reached"), fix)
    elif row.trouble or at.now - row.worked_at > SILENT:
        when = at.home.config.municipality.local(row.worked_at)
        yield warn(said("the watch outside was last reached {when:%a %d/%m %H:%M}", when=when), fix)
    else:
        yield ok(said("watch: the address outside was reached"))


def check_link_tests(at: Situation) -> Iterator[CheckResult]:
    """Whether each channel took its last test message, and was tested when it was due."""
    if not at.home.config.watch.test_at:
        return (yield unset(said("channels: no hour is set for test messages")))
    slot, names = last_slot(at.home, at.now - LATE), [name for _, name in tested_channels(at.home)]
    with at.home.database.reading() as session:
        last = {each.name: each for each in last_link_tests(session)}
    late = [name for name in names if name not in last or last[name].tried_at < slot]
    bad = [
        failed(name, last[name].trouble) for name in names if name in last and last[name].trouble
    ]
    for name in late:
        yield warn(
            said(
                "channel '{name}' was not tested at {time}",
                name=name,
                time=at.home.config.watch.test_at,
            ),
            said(
                "tocsin serve or tocsin scheduler must be running then; the next test is tomorrow."
            ),
        )
    yield from bad
    if not names:
        yield warn(
            said("there is nobody to send test messages to"),
            said("Name phones and emails under [staff_notice]."),
        )
    elif not late and not bad:
        yield ok(said("channels: each took its last test message"))
