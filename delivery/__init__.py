"""delivery: reaching people. It knows nothing of alerts; it is handed words and recipients and brings back how each ended.

contacts   the only place where an address is stored, sealed; links, tickets: what opens a page for a while
dispatches words + recipients become a dispatch and its deliveries; wordings: who gets which; notices: to staff
states     the words of delivery; transitions: the only writer of a delivery's state; outcomes: what an answer does to it
workers    who has claimed what, for how long: leases; send_log: a line before and after each message; stopping: what may not leave
runs       when more than a fifth is refused, the lane stops and nobody is blocked; suspected_runs: what staff decide
measures   what is counted, measuring: where
sending > fallback > status > quarantine, and receipts: the wings over these files; each says in its first lines what it holds
"""

from delivery.contacts.addresses import (
    Address,
    addresses_of,
    check_key,
    find_contacts,
    joined_contact,
    keep_contacts,
    usual_spellings,
)
from delivery.contacts.blocks import Blocked, blocked_among, blocked_by, lift_blocks
from delivery.contacts.letters import (
    erase_contacts,
    forget_codes,
    forget_codes_of,
    forget_contacts,
    post,
    received,
    revive_contacts,
)
from delivery.dispatches import (
    Contacts,
    Parcel,
    Recipients,
    Why,
    address,
    in_the_area,
    prepare,
    recipients_among,
    withdraw,
)
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
from delivery.links import Departure, read_departure, unsubscribe_url
from delivery.measures import ALL_MEASURES, Measure, Measured
from delivery.notices import Note, tell_staff
from delivery.quarantine.detection import look_around, mark_restored, somebody_flies
from delivery.quarantine.holding import check_released, held_since, hold_copy
from delivery.quarantine.releases import (
    HeldDispatch,
    held_dispatches,
    lift_hold,
    release_dispatches,
)
from delivery.receipts.bounces import refused_as_unwanted, take_bounces
from delivery.receipts.complaints import count_complaints, take_complaint
from delivery.receipts.events import Slip
from delivery.receipts.polling import ASKED_WITHIN
from delivery.receipts.spool import ReceiptBag
from delivery.sending.outages import down_since, troubles_now
from delivery.sending.sweeping import settle
from delivery.sending.worker import DeliveryWorker, at_work
from delivery.states import OPEN, REACHED, Block, Lane, Repeat, State
from delivery.status.counter_values import counters
from delivery.status.counting import (
    Tally,
    count_variants,
    ended_as,
    finished,
    percentile_accepted,
    percentile_delivered,
    tally,
)
from delivery.status.knowledge import Known, best_known, known_at, known_of, taken_by
from delivery.status.lanes import Queue, Resting, Standing, standing
from delivery.status.listing import (
    Line,
    Try,
    doubled_lines,
    lines,
    lost_contacts,
    missed_lines,
    reached_or_open,
    tries_for,
)
from delivery.status.routes import Road, Stretch, receipts_awaited, stretches
from delivery.status.tracing import Step, StepKind, TracedMessage, trace_messages
from delivery.status.waiting import (
    Remainder,
    Undecided,
    count_waiting,
    handed_over,
    queued,
    still_to_try,
    undecided,
)
from delivery.stopping import stop_dispatches
from delivery.suspected_runs import (
    Place,
    Suspect,
    accept_refusals,
    stopped_channels,
    stopped_lanes,
    suspects,
    try_again,
)
from delivery.tables import DISPATCHES, Contact
from delivery.tickets import ExpiredLink, Purpose, read_ticket, ticket_url
from delivery.wordings import languages_of, wordings_of
from delivery.workers import at_work_since, last_heartbeat, nobody_at_work

__all__ = [
    "ALL_MEASURES", "DISPATCHES", "Measure", "Measured", "counters", "OPEN", "REACHED", "Address", "Again", "Block", "Blocked", "Contact", "Contacts",
    "DeliveryWorker", "Departure", "ExpiredLink", "HeldDispatch", "Known", "Lane", "Line", "Listeners",
    "ASKED_WITHIN", "Note", "Parcel", "Patience", "Purpose", "Queue", "ReceiptBag", "Recipients", "Repeat", "Resting",
    "Road", "Slip", "Standbys", "Standing", "State", "Step", "StepKind", "Stretch", "Tally", "TracedMessage", "Trail", "Tries", "Try", "Undecided", "lost_contacts", "reached_or_open", "tries_for", "Wake", "Why",
    "address", "address_more", "addressed", "addressed_with", "addresses_of", "at_work", "at_work_since", "best_known", "blocked_among", "blocked_by", "check_key",
    "check_released", "Place", "Remainder", "Suspect", "accept_refusals", "still_to_try", "stopped_channels", "stopped_lanes",
    "count_again", "count_complaints", "count_variants", "count_waiting", "doubled_lines", "down_since", "ended_as", "erase_contacts", "find_contacts", "finished", "followers",
    "forget_codes", "forget_codes_of", "forget_contacts", "handed_over", "held_dispatches", "held_since", "hold_copy", "in_motion", "in_the_area", "joined_contact", "last_heartbeat", "languages_of",
    "keep_contacts", "known_at", "known_of", "lift_blocks", "lift_hold", "lines", "look_around", "make_way", "mark_restored",
    "missed_lines", "nobody_at_work", "on_the_way", "percentile_accepted", "percentile_delivered", "post", "prepare", "promising", "queued",
    "read_departure", "read_ticket", "receipts_awaited", "received", "recipients_among", "refused_as_unwanted",
    "release_dispatches", "released_before", "revive_contacts", "send_again", "settle", "somebody_flies",
    "stand_in", "standing", "stop_dispatches", "stretches", "suspects", "take_bounces", "take_complaint", "taken_by", "tally", "tell_staff",
    "ticket_url", "trace_messages", "tries", "troubles_now", "try_again", "undecided", "unsubscribe_url", "usual_spellings", "wake", "withdraw", "wordings_of",
]  # fmt: skip
