"""journal: every act, chained to the one before it.

recording  `record`, which goes through the door of staff, since every room that changes something needs it
chain      the journal read again: `read_entries`, and the proof that it is whole: `prove_journal`
signing    what was written before entries were signed: `sign_older_entries`
mirror     a copy of it elsewhere, which keeps nobody waiting: `Mirror`; comparing: `compare_mirror`, `compare_in_time`
"""

from staff.journal.chain import (
    BrokenJournal,
    Entry,
    Verified,
    check_key_file,
    last_act,
    last_entries,
    prove_journal,
    read_entries,
)
from staff.journal.comparing import NoMirror, compare_in_time, compare_mirror
from staff.journal.mirror import Mirror, how_far_mirrored
from staff.journal.signing import is_unsigned, sign_older_entries

__all__ = [
    "BrokenJournal",
    "Entry",
    "Mirror",
    "NoMirror",
    "Verified",
    "check_key_file",
    "compare_in_time",
    "compare_mirror",
    "how_far_mirrored",
    "is_unsigned",
    "last_act",
    "last_entries",
    "prove_journal",
    "read_entries",
    "sign_older_entries",
]
