"""What there is to go by when this home is lost or was tampered with: the last backup, the journal
and its mirror."""

from collections.abc import Iterator
from datetime import timedelta

from checks.results import CheckResult, fail, ok, unset, warn
from checks.situation import Situation
from runtime import counted, joined, said
from staff.journal import (
    BrokenJournal,
    NoMirror,
    compare_in_time,
    how_far_mirrored,
    last_act,
    prove_journal,
    read_entries,
)

LOOK = said("Look at the file that mirror under [journal] names.")
OLD_BACKUP = timedelta(days=2)
FAR_BEHIND = 100
COMPARING_SECONDS = 20.0


def check_backup(at: Situation) -> Iterator[CheckResult]:
    """How old the last backup is; that of a server's database is its administrator's."""
    if not at.home.database.is_sqlite:
        return (yield unset(said("backup: that of the database server is not looked at")))
    with at.home.database.reading() as session:
        kept_at = last_act(session, "home.backed_up")
        begun = next((each.at for each in read_entries(session, after=0, limit=1)), at.now)
    local = at.home.config.municipality.local
    what = (
        said("the last backup is of {day:%d/%m/%Y}", day=local(kept_at))
        if kept_at
        else said("no backup was made")
    )
    if at.now - (kept_at or begun) > OLD_BACKUP:
        yield warn(what, said("tocsin backup FILE; docs/going-live.md, step 10."))
    else:
        yield ok(what if kept_at else said("no backup was made yet, and the home is new"))


def check_journal(at: Situation) -> Iterator[CheckResult]:
    """Whether the journal is as it was written; raises BrokenJournal."""
    with at.home.database.reading() as session:
        proved = prove_journal(session, at.home.keys)
    yield ok(
        counted(
            proved.entries,
            "journal: {count} entry, and it was not changed",
            "journal: {count} entries, and none was changed",
        )
    )
    if 0 < proved.signed_by < at.home.keys.number:
        yield warn(
            said("the journal ends with entries signed with key {number}", number=proved.signed_by),
            said("tocsin keys rotate signs them with the key in use; docs/keys.md."),
        )


def check_mirror(at: Situation) -> Iterator[CheckResult]:
    """How far the journal's mirror is behind, where there is one, and whether it is the same."""
    if not at.home.config.journal.mirror:
        return (yield unset(said("the journal has no mirror")))
    with at.home.database.reading() as session:
        mirror = how_far_mirrored(session, at.home)
    why = f" ({mirror.trouble})" if mirror.trouble else ""
    what = counted(
        mirror.behind,
        "the journal's mirror is {count} entry behind{why}",
        "the journal's mirror is {count} entries behind{why}",
        why=why,
    )
    if mirror.trouble or mirror.behind > FAR_BEHIND:
        yield warn(what, LOOK)
    else:
        yield ok(what)
    if mirror.copied:
        yield from _compared(at)


def _compared(at: Situation) -> Iterator[CheckResult]:
    """What is wrong with the mirror, entry by entry."""
    try:
        compare_in_time(at.home, COMPARING_SECONDS)
    except BrokenJournal as broken:
        yield fail(joined(" ", broken.details), said(broken.why))
    except NoMirror as gone:
        yield warn(joined(" ", gone.details), LOOK)
    except TimeoutError:
        yield warn(said("the journal's mirror cannot be compared: it does not answer"), LOOK)
