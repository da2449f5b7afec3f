"""The journal, read again: its entries, and the proof that none was changed, taken out or put in
another order."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Integer, LargeBinary, Row, Select, cast, func, select
from sqlmodel import Session

from runtime import Keys, Problem, UsageProblem, said
from runtime.keys import number_of
from staff.journal.recording import GENESIS, Act
from staff.tables import JOURNAL

AT_ONCE = 1000
_COLUMNS = ("at", "actor", "action", "subject", "facts", "previous", "hash", "signature")


class BrokenJournal(Problem):
    """From that entry on the journal proves nothing. Keep the database as it is, compare it with
    your backups, and find out who could write to it."""

    def __init__(self, seq: int, what: str) -> None:
        """`seq` is the number of the first entry that is not as it was written."""
        super().__init__(said("Entry {seq} of the journal {what}.", seq=seq, what=what))
        self.seq = seq


class BadAnchor(UsageProblem):
    """An anchor is what `tocsin journal verify` printed earlier: a number, a colon and 64
    hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as the journal tells it; `actor` and `subject` are words like `member:3` and
    `alert:42`."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A journal that is whole; `head` (`SEQ:HASH`), kept elsewhere, is the anchor that shows later
    if its end was cut off. Keys of the home have signed every entry from `signed_from` on, and by it
    all before, the last with the key of number `signed_by`; 0 when no key was at hand."""

    entries: int
    head: str
    signed_from: int = 0
    signed_by: int = 0


@dataclass(frozen=True, slots=True)
class _Stored:
    """One row as it stands there."""

    act: Act
    hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class _Signed:
    """From which entry on each is signed, and the number of the key that signed the last."""

    first: int = 0
    key: int = 0


def read_entries(session: Session, *, after: int | None = None, limit: int = 100) -> list[Entry]:
    """Entries from the one after `after` on, or the latest, the oldest first; raises BrokenJournal
    for what cannot be read."""
    if after is None:
        after = (session.scalar(select(func.max(JOURNAL.c.seq))) or 0) - limit
    query = _stored(session).where(JOURNAL.c.seq > after).limit(limit)
    return [_entry(_read(row)) for row in session.execute(query)]


def last_act(session: Session, action: str) -> datetime | None:
    """When this was last done; looks back from the newest entry until it is found."""
    newest = (
        select(JOURNAL.c.at)
        .where(JOURNAL.c.action == action)
        .order_by(JOURNAL.c.seq.desc())
        .limit(1)
    )
    found: datetime | None = session.scalar(newest)
    return found


def last_entries(session: Session, action: str, subjects: Collection[str]) -> dict[str, Entry]:
    """When and by whom this was last done to each of these (`schedule:7`); one to whom it never was
    has no entry. Raises BrokenJournal for what cannot be read."""
    if not subjects:
        return {}
    wanted = _stored(session).where(JOURNAL.c.action == action, JOURNAL.c.subject.in_(subjects))
    found = (_entry(_read(row)) for row in session.execute(wanted))
    return {entry.subject: entry for entry in found}


def prove_journal(session: Session, keys: Keys | None, *, anchor: str = "") -> Verified:
    """Follow the chain from the first entry to the last, and its signatures where there are keys;
    raises BrokenJournal with the first bad one, or BadAnchor."""
    kept_seq, kept_hash = _anchor(anchor)
    seq, head, signed = 0, GENESIS, _Signed()
    # A thousand entries in memory at a time; closed at once when one is bad.
    with session.execute(_stored(session), execution_options={"yield_per": AT_ONCE}) as rows:
        for row in map(_read, rows):
            _check(row, seq, head)
            seq, head = row.act.seq, row.hash
            signed = _signed_from(row, keys, signed)
            if seq == kept_seq and head != kept_hash:
                raise BrokenJournal(seq, said("is another one than the anchor names"))
    if seq < kept_seq:
        raise BrokenJournal(seq + 1, said("is missing, though the anchor knows it"))
    if keys and seq and not signed.first:
        raise _unsigned(seq, keys, signed.key)
    return Verified(seq, f"{seq}:{head}", signed.first, signed.key)


def _signed_from(row: _Stored, keys: Keys | None, before: _Signed) -> _Signed:
    """From which entry on each is signed, by now; what stands before may be of a key that is not
    here, or of before entries were signed. No entry is signed with an older key than the one before
    it. Raises BrokenJournal."""
    if keys is None:
        return before
    number = keys.signer(row.hash, row.signature)
    if number and number >= before.key:
        return _Signed(before.first or row.act.seq, number)
    if before.first or keys.find(number_of(row.signature)):
        raise _unsigned(row.act.seq, keys, number_of(row.signature))
    return before


def check_key_file(session: Session, keys: Keys) -> None:
    """Raise OlderKeyFile when the last entry was signed with a newer key than any of these."""
    newest = select(JOURNAL.c.signature).order_by(JOURNAL.c.seq.desc()).limit(1)
    keys.check_age(session.scalar(newest) or "")


def _unsigned(seq: int, keys: Keys, number: int) -> BrokenJournal:
    """What is said of an entry with no signature of ours: by its number it may be of a key that a
    copy of before of the key file lacks."""
    newest = keys.ring.newest.number
    if number <= newest:
        return BrokenJournal(seq, said("is not signed with the key of this home"))
    return BrokenJournal(
        seq,
        said(
            "names key {number}, and the key file here ends with key {newest}: put the newest key file in its place first, and look again",
            number=number,
            newest=newest,
        ),
    )


def _check(row: _Stored, seq: int, head: str) -> None:
    """That an entry follows the one with this number and hash."""
    act = row.act
    if act.seq != seq + 1:
        raise BrokenJournal(
            min(act.seq, seq + 1), said("is missing") if act.seq > seq else said("has no place")
        )
    if act.previous != head:
        raise BrokenJournal(act.seq, said("does not follow the one before it"))
    if act.hash() != row.hash:
        raise BrokenJournal(act.seq, said("was changed"))


def _stored(session: Session) -> "Select[tuple[object, ...]]":
    """The columns; on SQLite as the bytes in the file, since damaged text cannot even be
    fetched."""
    raw = session.get_bind().dialect.name == "sqlite"
    columns = [
        cast(JOURNAL.c[name], LargeBinary).label(name) if raw else JOURNAL.c[name]
        for name in _COLUMNS
    ]
    return select(cast(JOURNAL.c.seq, Integer).label("seq"), *columns).order_by(JOURNAL.c.seq)


def _read(row: "Row[tuple[object, ...]]") -> _Stored:
    seq, at, *texts = tuple(row)
    assert isinstance(seq, int)
    try:
        actor, action, subject, facts, previous, digest, signature = map(_text, texts)
        act = Act(seq, _moment(at), actor, action, subject, facts, previous)
        return _Stored(act, digest, signature)
    except ValueError:
        raise BrokenJournal(seq, said("cannot be read")) from None


def _entry(row: _Stored) -> Entry:
    act = row.act
    try:
        facts: dict[str, object] = json.loads(act.facts)
    except ValueError:
        raise BrokenJournal(act.seq, said("cannot be read")) from None
    return Entry(act.seq, act.at, act.actor, act.action, act.subject, facts, row.hash)


def _text(stored: object) -> str:
    if isinstance(stored, bytes):
        return stored.decode()
    if not isinstance(stored, str):
        raise ValueError
    return stored


def _moment(stored: object) -> datetime:
    """A moment in the one form in which it is written: another spelling of the same moment is a
    change too."""
    if isinstance(stored, datetime):
        return stored
    text = _text(stored)
    moment = datetime.fromisoformat(text)
    if moment.isoformat(" ", "microseconds") != text:
        raise ValueError
    return moment.replace(tzinfo=UTC)


def _anchor(text: str) -> tuple[int, str]:
    if not text:
        return 0, ""
    form = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip(), re.ASCII)
    if form is None:
        raise BadAnchor(said("'{text}' is no anchor.", text=text))
    return int(form[1]), form[2]
