"""jobs: imports. Those handed in over the API are carried out by whichever process stays, those begun at a terminal by that.

states     how a job stands; tables: what was handed in, how far it is, what became of it; content: the file, sealed, until the job has ended
intake     `accept_import`; views: `show_job`, `list_jobs`; ending: `cancel_job`
carrying_out  one job after the other, each from the row that is committed; records: each thousand rows with its progress in one transaction
attended   an import at a terminal, kept in the same way while somebody watches it
process    a process of its own for the work, so that sending keeps its processor: `import_jobs`; `python -m subscribers.jobs`
"""

from subscribers.jobs.attended import AttendedImport
from subscribers.jobs.intake import HandedIn, accept_import, cancel_job
from subscribers.jobs.process import import_jobs
from subscribers.jobs.states import JobState
from subscribers.jobs.views import JobView, list_jobs, list_other_jobs, show_job

__all__ = [
    "AttendedImport",
    "HandedIn",
    "JobState",
    "JobView",
    "accept_import",
    "cancel_job",
    "import_jobs",
    "list_jobs",
    "list_other_jobs",
    "show_job",
]
