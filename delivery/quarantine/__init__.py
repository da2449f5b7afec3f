"""quarantine: a copied or restored home cannot know what the other one has sent since.

detection  how a copy is told from the home it was taken from
holding    what is open in it waits for staff; notice_texts: what they are told; releases: what they decide
"""

from delivery.quarantine.detection import look_around, mark_restored, somebody_flies
from delivery.quarantine.holding import check_released, held_since, hold_copy
from delivery.quarantine.releases import (
    HeldDispatch,
    held_dispatches,
    lift_hold,
    release_dispatches,
)

__all__ = [
    "HeldDispatch",
    "check_released",
    "held_dispatches",
    "held_since",
    "hold_copy",
    "lift_hold",
    "look_around",
    "mark_restored",
    "release_dispatches",
    "somebody_flies",
]
