"""checks: is all well? One registry of everything that is looked at, for status, doctor, /ready, /metrics and the notices to staff.

registry   every check by its name; `check_home` makes them all, `run_quick_checks` those of `tocsin status`
results    what a check finds: UNSET, OK, WARN or FAIL, the sentence, the next command; situation: the home it looks at
load       what waits in each lane, and how soon it will be gone
disk, storage, clocks, settings, sending, pending, people, office, articles, privacy, pages, wordings, providers, backups   what each of them looks at
startup    a process that stays looks at the templates once when it starts
watch      staff are told what fails while nobody looks, and when it is over: fault_notices, tables
firing     whether anybody here fires the schedules: a process that stays, or passes by cron
pings, link_tests   what reaches beyond this machine: an address is asked, each channel is tested; trials, outside: how it went
"""

from checks.firing import fires_schedules, note_pass, schedule_mark_job
from checks.load import Load
from checks.registry import (
    CHECKS,
    cannot_write,
    check_disk_alone,
    check_home,
    run_checks,
    run_quick_checks,
)
from checks.results import CheckResult, Level, worst
from checks.situation import Situation
from checks.startup import template_check_job
from checks.trials import LinkTest, last_link_tests, last_ping
from checks.watch import outside_jobs, watch_job

__all__ = [
    "CHECKS",
    "CheckResult",
    "Level",
    "LinkTest",
    "Load",
    "Situation",
    "cannot_write",
    "check_disk_alone",
    "check_home",
    "fires_schedules",
    "last_link_tests",
    "last_ping",
    "note_pass",
    "outside_jobs",
    "run_checks",
    "run_quick_checks",
    "schedule_mark_job",
    "template_check_job",
    "watch_job",
    "worst",
]
