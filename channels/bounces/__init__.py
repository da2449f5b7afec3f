"""bounces: what a mail server says of a mail afterwards, out of whatever mail it says it in.

reading   one mail read: opened, its tokens of ours, then as a report, as an automatic reply, as a complaint
reports   what RFC 3464 has fields for; words: what a text without fields says, by its phrases; guesses: where no words are known
"""

from channels.bounces.reading import (
    COMPLAINED,
    LARGEST_BOUNCE,
    Bounce,
    Complaint,
    Unread,
    read_bounce,
)
from channels.bounces.reports import Action

__all__ = [
    "Action",
    "Bounce",
    "COMPLAINED",
    "Complaint",
    "LARGEST_BOUNCE",
    "Unread",
    "read_bounce",
]
