"""journal: every act, chained to the one before it.

recording  `record`, which goes through the door of staff, since every room that changes something needs it
chain      the journal read again: `read_entries`, and the proof that it is whole: `prove_journal`
mirror     a copy of it elsewhere, which keeps nobody waiting: `Mirror`; comparing: `compare_mirror`
"""

from staff.journal.chain import (
    BrokenJournal,
    Entry,
    Verified,
    last_act,
    last_entries,
    prove_journal,
    read_entries,
)
from staff.journal.comparing import compare_mirror
from staff.journal.mirror import Mirror, how_far_mirrored

__all__ = [
    "BrokenJournal",
    "Entry",
    "Mirror",
    "Verified",
    "compare_mirror",
    "how_far_mirrored",
    "last_act",
    "last_entries",
    "prove_journal",
    "read_entries",
]
