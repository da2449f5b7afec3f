"""Comparing the journal with its mirror: what was changed or cut off here still stands there."""

from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from threading import Thread

from sqlalchemy import select
from sqlmodel import Session

from runtime import Home, Problem, UsageProblem, said, why_refused
from staff.journal.chain import BrokenJournal
from staff.journal.mirror import AT_ONCE, read_line
from staff.tables import JOURNAL


class NoMirror(UsageProblem):
    """The file that `mirror` under [journal] names is the one to compare with."""


def compare_mirror(session: Session, mirror: Path) -> int:
    """How many entries of the mirror are in the journal just so; raises BrokenJournal with the
    first that is not, or NoMirror."""
    seen = 0
    try:
        with mirror.open("rb") as file:
            lines = (told for told in map(read_line, file) if told)
            while some := [
                (int(str(each["seq"])), each["hash"]) for each in islice(lines, AT_ONCE)
            ]:
                _check(session, some)
                seen += len(some)
    except OSError as error:
        raise NoMirror(
            said("{file} cannot be read: {why}.", file=mirror.name, why=why_refused(error))
        ) from None
    return seen


def compare_in_time(home: Home, seconds: float) -> int:
    """The same for the mirror of a home, in a thread that nobody joins: a share that is gone can
    hang it for ever. Raises TimeoutError as well; of a pipe nothing can be compared."""
    mirror, compared = home.path / home.config.journal.mirror, Future[int]()

    def compare() -> None:
        try:
            with home.database.reading() as session:
                compared.set_result(compare_mirror(session, mirror) if _is_kept(mirror) else 0)
        except (OSError, Problem) as problem:
            compared.set_exception(problem)

    Thread(target=compare, name="journal compared", daemon=True).start()
    return compared.result(timeout=seconds)


def _is_kept(mirror: Path) -> bool:
    return mirror.is_file() or not mirror.exists()


def _check(session: Session, some: list[tuple[int, object]]) -> None:
    wanted = select(JOURNAL.c.seq, JOURNAL.c.hash).where(
        JOURNAL.c.seq.in_([seq for seq, _ in some])
    )
    here = {row.seq: row.hash for row in session.execute(wanted)}
    for seq, digest in some:
        if seq not in here:
            raise BrokenJournal(seq, said("is missing, though the mirror has it"))
        if here[seq] != digest:
            raise BrokenJournal(seq, said("is another one than the mirror has"))
