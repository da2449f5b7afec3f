"""quarantine: a copied or restored home cannot know what the other one has sent since.

detection  how a copy is told from the home it was taken from
holding    what is open in it waits for staff; notice_texts: what they are told; releases: what they decide
"""

from delivery.quarantine.detection import check_for_copy, is_any_worker_alive, mark_restored
from delivery.quarantine.holding import check_released, quarantine_copy, quarantined_since
from delivery.quarantine.releases import (
    QuarantinedDispatch,
    lift_quarantine,
    quarantined_dispatches,
    release_dispatches,
)

__all__ = [
    "QuarantinedDispatch",
    "check_for_copy",
    "check_released",
    "is_any_worker_alive",
    "lift_quarantine",
    "mark_restored",
    "quarantine_copy",
    "quarantined_dispatches",
    "quarantined_since",
    "release_dispatches",
]
