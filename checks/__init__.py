"""checks: is all well? One registry of everything that is looked at, for status, doctor, /ready, /metrics and the notices to staff.

registry   every check by its name; `examine` makes them all, `check_at_night` those of `tocsin status`
results    what a check finds: UNSET, OK, WARN or FAIL, the sentence, the next command; situation: the home it looks at
load       what waits in each lane, and how soon it will be gone
disk, storage, clocks, settings, sending, pending, people, office, pages, wordings, providers, backups   what each of them looks at
opening    a process that stays looks at the templates once when it starts
watch      staff are told what fails while nobody looks, and when it is over: telling, tables
firing     whether anybody here fires the schedules: a process that stays, or passes by cron
pings, link_tests   what reaches beyond this machine: an address is asked, each channel is tested; tried, outside: how it went
"""

from checks.firing import fires_schedules, note_pass, noting_clock
from checks.load import Load
from checks.opening import proving
from checks.registry import (
    CHECKS,
    check_at_night,
    examine,
    examine_disk,
    make_checks,
    nothing_is_written,
)
from checks.results import CheckResult, Level, worst
from checks.situation import Situation
from checks.tried import LinkTest, last_link_tests, last_ping
from checks.watch import reaching_out, watching

__all__ = [
    "CHECKS",
    "CheckResult",
    "Level",
    "LinkTest",
    "Load",
    "Situation",
    "check_at_night",
    "examine",
    "examine_disk",
    "fires_schedules",
    "last_link_tests",
    "last_ping",
    "make_checks",
    "note_pass",
    "nothing_is_written",
    "noting_clock",
    "proving",
    "reaching_out",
    "watching",
    "worst",
]
