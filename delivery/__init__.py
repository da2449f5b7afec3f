"""delivery: reaching people. It knows nothing of alerts; it is handed words and recipients and brings back how each ended.

contacts   the only place where an address is stored, sealed; links, tickets: what opens a page for a while
dispatches words + recipients become a dispatch and its deliveries; wordings: who gets which; notices: to staff
states     the words of delivery; transitions: the only writer of a delivery's state; outcomes: what an answer does to it; attempts: what is kept of it
workers    who has claimed what, for how long: leases; send_log: a line before and after each message; stopping: what may not leave
runs       when more than a fifth is refused, the lane stops and nobody is blocked; suspected_runs: what staff decide
measures   what is counted, measuring: where
sending > fallback > status > quarantine, and receipts: the wings over these files; each says in its first lines what it holds
"""

from delivery.dispatches import (
    Contacts,
    Parcel,
    Recipients,
    Why,
    add_recipients,
    area_columns,
    is_settled,
    may_leave,
    open_dispatches,
    prepare_dispatch,
    select_recipients,
    withdraw_messages,
)
from delivery.notices import NoticeText, tell_staff
from delivery.states import OPEN, REACHED, BlockReason, Lane, Repeat, State
from delivery.stopping import stop_dispatches
from delivery.wordings import languages_of, wordings_of

__all__ = [
    "BlockReason",
    "Contacts",
    "Lane",
    "NoticeText",
    "OPEN",
    "Parcel",
    "REACHED",
    "Recipients",
    "Repeat",
    "State",
    "Why",
    "add_recipients",
    "area_columns",
    "is_settled",
    "languages_of",
    "may_leave",
    "open_dispatches",
    "prepare_dispatch",
    "select_recipients",
    "stop_dispatches",
    "tell_staff",
    "withdraw_messages",
    "wordings_of",
]
