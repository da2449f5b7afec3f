"""What there is to go by when this home is lost: the last backup, and the journal's mirror."""

from collections.abc import Iterator
from datetime import timedelta

from checks.results import CheckResult, ok, unset, warn
from checks.situation import Situation
from runtime import counted, said
from staff.journal import how_far_mirrored, last_act, read_entries

OLD_BACKUP = timedelta(days=2)
FAR_BEHIND = 100


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


def check_mirror(at: Situation) -> Iterator[CheckResult]:
    """How far the journal's mirror is behind, where there is one."""
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
        yield warn(what, said("Look at the file that mirror under [journal] names."))
    else:
        yield ok(what)
