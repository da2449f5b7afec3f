"""checks: is all well? One registry of everything that is looked at, for status, doctor, /ready, /metrics and the notices to staff.

registry   every check by its name; `examine` makes them all, `check_at_night` those of `tocsin status`
results    what a check finds: OK, WARN or FAIL, the sentence, the next command; situation: the home it looks at
load       what waits in each lane, and how soon it will be gone
disk, storage, sending, pending, people, office, pages, wordings, providers, backups   what each of them looks at
It owns no table and changes nothing.
"""

from checks.load import Load
from checks.registry import CHECKS, check_at_night, examine, make_checks
from checks.results import Check, CheckResult, Level, worst
from checks.situation import Situation

__all__ = [
    "CHECKS", "Check", "CheckResult", "Level", "Load", "Situation", "check_at_night", "examine", "make_checks", "worst",
]  # fmt: skip
