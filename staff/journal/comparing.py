"""Comparing the journal with its mirror: what was changed or cut off here still stands there."""

from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from runtime import UsageProblem, said, why_refused
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
