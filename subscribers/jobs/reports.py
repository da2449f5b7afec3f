"""Reports: what is told of a job, as JSON that is sealed before it is stored."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from runtime import Keys
from runtime.kept_words import KeptWords
from runtime.keys import SealedPlace
from subscribers.lists.faults import CellFault
from subscribers.lists.imports import ResidentImport

FAULTS_KEPT = 1000
NOTHING_YET = ResidentImport(0, 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class JobReport:
    """What became of the rows so far; `unread` are headings, `why` and `advice` say why a job
    failed.

    `names_shown` when whoever handed the file in may read names, which then stand in the examples
    of `done`."""

    unread: tuple[str, ...]
    names_shown: bool
    done: ResidentImport = NOTHING_YET
    why: KeptWords = ""
    advice: KeptWords = ""

    @property
    def problem(self) -> str:
        """Why a job failed and what to do next; empty where it did not."""
        return f"{self.why} {self.advice}".strip()


_JSON = TypeAdapter(JobReport)


def seal_report(keys: Keys, report: JobReport, job: int) -> bytes:
    """The report of a job as it is stored; of very many faults the first thousand."""
    return keys.seal_file(_JSON.dump_json(report), _place_of_report(job))


def open_report(keys: Keys, sealed: bytes, job: int) -> JobReport:
    """What `seal_report` made for this job; raises WrongKey."""
    return _JSON.validate_json(keys.open_file(sealed, _place_of_report(job)))


def place_of_content(job: int) -> SealedPlace:
    """Where the file of a job stands sealed."""
    return SealedPlace("import_content.content", job)


def _place_of_report(job: int) -> SealedPlace:
    return SealedPlace("import_job.report", job)


def first_faults(faults: tuple[CellFault, ...]) -> tuple[CellFault, ...]:
    """As many faults as a report keeps."""
    return faults[:FAULTS_KEPT]
