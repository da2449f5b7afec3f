"""housekeeping: what goes on by itself once an alert is issued, as jobs for the engine.

fallback   whom one medium failed gets it by the next
followups  who gets an alert after it was corrected gets its correction too
closing    alerts whose messages have all ended, drafts whose time is over
jobs       the jobs of every process that sends, and of every process that stays
"""

from alerts.housekeeping.closing import close_settled_alerts
from alerts.housekeeping.fallback import FallbackJob
from alerts.housekeeping.followups import awaits_followups
from alerts.housekeeping.jobs import sending_jobs, upkeep_jobs

__all__ = [
    "FallbackJob",
    "awaits_followups",
    "close_settled_alerts",
    "sending_jobs",
    "upkeep_jobs",
]
