"""Operation: the checks of what goes on now, which `tocsin status` makes too; none of them touches
the network."""

from checks.clocks import check_clock
from checks.disk import check_disk
from checks.outside import check_link_tests, check_watch
from checks.pending import check_approvals, check_schedules, check_undecided
from checks.people import check_tokens
from checks.refusals import check_refusals
from checks.results import Check, Level
from checks.sending import check_channels, check_copy, check_progress, check_worker
from checks.settings import check_settings
from checks.storage import check_writing

WARN, FAIL = Level.WARN, Level.FAIL
SETTINGS, WORKER = "settings", "worker"

OPERATION: tuple[Check, ...] = (
    Check(
        "disk",
        "the free space where the home is",
        {WARN: "less than 1 GB", FAIL: "less than 100 MB, or no file can be written"},
        check_disk,
        at_night=True,
        needs_tables=False,
    ),
    Check(
        "database",
        "something new can be written (it is undone)",
        {FAIL: "the disk or a quota is full, or it is read-only"},
        check_writing,
        at_night=True,
    ),
    Check(
        "clock",
        "the time can be right: what has passed here, the providers, this machine and the database show the same",
        {
            WARN: "they differ by a minute, this machine and the database by 2 s, or the machine was started anew after a long time",
            FAIL: "they differ by more than 10 minutes: nothing expires and no schedule fires",
        },
        check_clock,
        at_night=True,
    ),
    Check(
        SETTINGS,
        "tocsin.toml, and whether what runs has read it",
        {WARN: "it was changed since", FAIL: "something in it is wrong"},
        check_settings,
        at_night=True,
    ),
    Check(
        "copy",
        "this home is a copy of another",
        {WARN: "it is: what was open is stopped"},
        check_copy,
        at_night=True,
    ),
    Check(
        "channels",
        "each channel that carries messages",
        {
            WARN: "one is refused and another carries its medium, or it asks us to slow down",
            FAIL: "one is refused by its provider, and people wait",
        },
        check_channels,
        at_night=True,
    ),
    Check(
        "refusals",
        "no channel refuses more than a fifth of an alert",
        {FAIL: "one did, and is stopped until staff decide"},
        check_refusals,
        at_night=True,
    ),
    Check(
        WORKER,
        "somebody is at work while messages wait",
        {WARN: "ordinary messages wait", FAIL: "urgent ones wait, or others for 5 minutes"},
        check_worker,
        at_night=True,
    ),
    Check(
        "progress",
        "what waits goes out",
        {
            WARN: "ordinary messages are due for 15 s, none was accepted and nobody can say until when",
            FAIL: "urgent messages are due for 15 s and none was accepted",
        },
        check_progress,
        at_night=True,
    ),
    Check(
        "undecided",
        "messages that may have arrived",
        {WARN: "some wait for somebody to decide"},
        check_undecided,
        at_night=True,
    ),
    Check(
        "approval",
        "alerts that wait for a second person",
        {WARN: "one waits", FAIL: "one waits, and nobody else may approve it"},
        check_approvals,
        at_night=True,
    ),
    Check(
        "schedules",
        "what is due has been decided",
        {
            WARN: "one is active, and nothing here fires schedules, or nobody has looked for 90 s",
            FAIL: "nobody has looked for 5 minutes",
        },
        check_schedules,
        at_night=True,
    ),
    Check(
        "tokens",
        "tokens that the admin API refused",
        {WARN: "10 or more within 24 hours"},
        check_tokens,
        at_night=True,
    ),
    Check(
        "watch",
        "the address outside that is asked while no check fails (`[watch] url`)",
        {WARN: "it was not reached for 5 minutes"},
        check_watch,
        at_night=True,
    ),
    Check(
        "link tests",
        "the daily test message of each channel (`[watch] test_at`)",
        {WARN: "a channel did not take it, or it was not sent"},
        check_link_tests,
        at_night=True,
    ),
)
