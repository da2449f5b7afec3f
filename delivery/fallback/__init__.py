"""fallback: by another medium, once more, and whom other words follow.

standbys   which deliveries have failed, and those that take their place by another medium
followups  words that go to everyone whom others reached or may have; reached: how many these are
resending  what staff send again
"""

from delivery.fallback.followups import (
    Listeners,
    Trail,
    address_more,
    addressed,
    addressed_with,
    followers,
    on_the_way,
    released_before,
)
from delivery.fallback.reached import Wake, in_motion, wake
from delivery.fallback.resending import Again, count_again, send_again
from delivery.fallback.standbys import (
    Patience,
    Standbys,
    Tries,
    make_way,
    promising,
    stand_in,
    tries,
)

__all__ = [
    "Again",
    "Listeners",
    "Patience",
    "Standbys",
    "Trail",
    "Tries",
    "Wake",
    "address_more",
    "addressed",
    "addressed_with",
    "count_again",
    "followers",
    "in_motion",
    "make_way",
    "on_the_way",
    "promising",
    "released_before",
    "send_again",
    "stand_in",
    "tries",
    "wake",
]
