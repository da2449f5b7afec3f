"""Whereabouts: is this home the one that was at work last, and is there another one to go by if it is lost? For `tocsin doctor`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console.findings import OK, WARN, Line
from delivery import held_since, look_around
from runtime import Home
from staff import entries, last_act, mirrored

OLD_BACKUP = timedelta(days=2)
FAR_BEHIND = 100


def locate(home: Home) -> Iterator[Line]:
    """The hold of a copy, the last backup, and the journal's mirror."""
    with home.database.reading() as session:
        since, copied = held_since(session), look_around(session, home).is_copy
        kept_at = last_act(session, "home.backed_up")
        begun = next((each.at for each in entries(session, after=0, limit=1)), datetime.now(UTC))
        mirror = mirrored(session, home)
    if since is not None:
        when = home.config.municipality.local(since)
        yield Line(
            WARN, f"held since {when:%d/%m/%Y %H:%M}: a copy; what was open is not sent", "tocsin release"
        )
    elif copied:
        yield Line(WARN, "a copy: the next command will hold what is open in it", "tocsin release")
    if home.database.is_sqlite and datetime.now(UTC) - (kept_at or begun) > OLD_BACKUP:
        said = (
            f"the last backup is of {home.config.municipality.local(kept_at):%d/%m/%Y}"
            if kept_at
            else "no backup was made"
        )
        yield Line(WARN, said, "tocsin backup FILE; docs/going-live.md, step 10.")
    if home.config.journal.mirror and (mirror.trouble or mirror.behind > FAR_BEHIND):
        why = f" ({mirror.trouble})" if mirror.trouble else ""
        yield Line(
            WARN,
            f"the journal's mirror is {mirror.behind:,} entries behind{why}",
            "Look at the file that mirror under [journal] names.",
        )
    elif home.config.journal.mirror:
        yield Line(OK, f"the journal's mirror is {mirror.behind:,} entries behind")
