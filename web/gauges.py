"""Gauges: each one by its name, with what it tells and how it is read; docs/monitoring.md has its
table from here.

Labels are words of ours and names of routes, channels, lanes and checks: never a number, an address
or a code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from web.samples import (
    Sample,
    age_of,
    approval_wait,
    clock_skews,
    link_test_ages,
    link_tests,
    of_queues,
    oldest_of_lanes,
    resting_channels,
    seconds_since,
    single,
    spend_by_channel,
    waiting_by_kind,
)
from web.snapshot import HomeSnapshot


@dataclass(frozen=True, slots=True)
class Gauge:
    """One gauge: its name, what it tells, how its values are read from one look, and its labels;
    without values it is left out."""

    name: str
    tells: str
    read: Callable[[HomeSnapshot], Iterable[Sample]]
    labels: tuple[str, ...] = ()


GAUGES = (
    Gauge(
        "tocsin_waiting_messages",
        "Messages that wait: due now, to be tried again later, or held until somebody's morning",
        waiting_by_kind,
        ("lane", "medium", "kind"),
    ),
    Gauge(
        "tocsin_sending_messages",
        "Messages that a worker has claimed",
        of_queues(lambda each: each.sending),
        ("lane", "medium"),
    ),
    Gauge(
        "tocsin_unknown_messages",
        "Messages that may have arrived, and nobody knows",
        of_queues(lambda each: each.unknown),
        ("lane", "medium"),
    ),
    Gauge(
        "tocsin_oldest_due_seconds",
        "How long the oldest message that could leave now has been due",
        oldest_of_lanes(lambda each: each.due_since),
        ("lane",),
    ),
    Gauge(
        "tocsin_oldest_seconds",
        "How long the oldest message that is due or tried again has waited",
        oldest_of_lanes(lambda each: each.since),
        ("lane",),
    ),
    Gauge(
        "tocsin_channel_rests",
        "1 while a lane leaves a channel alone after a failure",
        resting_channels,
        ("channel", "lane", "why"),
    ),
    Gauge(
        "tocsin_workers",
        "Workers alive, of all processes",
        single(lambda seen: seen.standing.workers),
    ),
    Gauge(
        "tocsin_worker_heartbeat_age_seconds",
        "Since when no worker has renewed its lease (every 5 s); left out when none is at work",
        age_of(lambda seen: seen.heartbeat),
    ),
    Gauge(
        "tocsin_alerts",
        "Alerts by state",
        lambda seen: (((state,), number) for state, number in seen.alerts.items()),
        ("state",),
    ),
    Gauge(
        "tocsin_approvals_waiting",
        "Alerts that wait for a second person",
        single(lambda seen: len(seen.submitted)),
    ),
    Gauge(
        "tocsin_approval_oldest_seconds",
        "How long the oldest of these has waited",
        single(approval_wait),
    ),
    Gauge(
        "tocsin_schedule_late_seconds",
        "For how long a scheduled message has been due and is not decided; 0 when none is",
        single(lambda seen: seconds_since(seen, seen.due)),
    ),
    Gauge(
        "tocsin_spend",
        "What the accepted parts cost at today's prices, in the currency of the municipality",
        spend_by_channel,
        ("medium", "channel"),
    ),
    Gauge(
        "tocsin_bounces_aside",
        "Mails in `bounces/aside`, which could not be read as bounces",
        single(lambda seen: seen.unread_bounces),
    ),
    Gauge(
        "tocsin_backup_age_seconds",
        "Since the last `tocsin backup`; left out when there was none",
        age_of(lambda seen: seen.backup),
    ),
    Gauge(
        "tocsin_mirror_lag_entries",
        "Entries of the journal that its mirror does not have; left out without a mirror",
        single(lambda seen: seen.mirror_behind),
    ),
    Gauge(
        "tocsin_failed_tokens",
        "Tokens that open nothing, shown at the admin API within the last hour or two",
        single(lambda seen: seen.failed_tokens),
    ),
    Gauge(
        "tocsin_disk_free_bytes",
        "Free space where the home is",
        single(lambda seen: seen.disk_free),
    ),
    Gauge(
        "tocsin_database_bytes",
        "Size of the database, with SQLite's log of changes",
        single(lambda seen: seen.database_bytes),
    ),
    Gauge(
        "tocsin_clock_skew_seconds",
        "How far the clock is ahead of the database's, of the time passed since it was last believed, and of a provider's",
        clock_skews,
        ("against",),
    ),
    Gauge(
        "tocsin_home_held",
        "1 while this home is stopped, because it is a copy",
        single(lambda seen: seen.standing.held_at is not None),
    ),
    Gauge(
        "tocsin_link_test_works",
        "1 when the channel took its last test message (`[watch] test_at`)",
        link_tests,
        ("channel",),
    ),
    Gauge(
        "tocsin_link_test_age_seconds",
        "Since the last test message of the channel",
        link_test_ages,
        ("channel",),
    ),
    Gauge(
        "tocsin_ping_age_seconds",
        "Since the address of `[watch] url` last answered; left out when it never did",
        age_of(lambda seen: seen.pinged),
    ),
)
CHECK = Gauge(
    "tocsin_check",
    "What a check of `tocsin status` finds: 0 OK, 1 WARN, 2 FAIL",
    lambda _: (),
    ("check",),
)
READABLE = Gauge(
    "tocsin_database_readable",
    "1 when the other numbers could be read; while it is 0 only those of the process and the checks are there",
    lambda _: (),
)
BUILD = Gauge(
    "tocsin_build_info",
    "1, with the version of the program and the kind of database",
    lambda _: (),
    ("version", "database"),
)
