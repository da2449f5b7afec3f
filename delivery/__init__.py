"""delivery: reaching people. It knows nothing of alerts; it is handed words and recipients and brings back how each ended.

contacts   the only place an address is stored: sealed, found by digest; blocks: why nothing goes to one
handover   words + recipients become a dispatch and its deliveries; standing_in, following: by another road; notices: to staff
correspondence  codes and links to one contact, forgotten again; links, tickets: what opens a door for a while
flights    what a worker claims at once: lanes, pace (GCRA), messages; stopping, holding, releases: what may not leave; copies: of a home
runs       when more than a fifth is refused, the lane stops and nobody is blocked; suspected_runs: what staff decide; suspicions: staff are told
runways    the loop that sends, with its sending_context, by carriers with breakers; recorder: endings stored in groups, by the table of outcomes
flightlog  a line before and after each message, so that a kill leaves no doubt; sweeping: dead workers, expiry, the end
receipts   what providers tell afterwards, by ranks; events: each kept once; receiptbags: lines until a worker's collector stores them; asking: if silent
counting   how a dispatch stands, with roads, knowledge and listing; lanes: how all of them stand; waiting: for whom
worker     one process's share in it, as jobs for an engine; leases: what it may still send after it was stopped; measures, measuring, counter_values: for monitoring
"""

from delivery.asking import ASKED_WITHIN
from delivery.blocks import Blocked, blocked_among, blocked_by, lift_blocks
from delivery.bounces import (
    count_complaints,
    refused_as_unwanted,
    take_bounces,
    take_complaint,
)
from delivery.contacts import (
    Address,
    addresses_of,
    check_key,
    find_contacts,
    joined_contact,
    keep_contacts,
    usual_spellings,
)
from delivery.copies import look_around, mark_restored, somebody_flies
from delivery.correspondence import (
    erase_contacts,
    forget_codes,
    forget_codes_of,
    forget_contacts,
    post,
    received,
    revive_contacts,
)
from delivery.counter_values import counters
from delivery.counting import (
    Tally,
    count_variants,
    ended_as,
    finished,
    percentile_accepted,
    percentile_delivered,
    tally,
)
from delivery.events import Slip
from delivery.following import (
    Listeners,
    Trail,
    address_more,
    addressed,
    addressed_with,
    followers,
    on_the_way,
    released_before,
)
from delivery.handover import (
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
from delivery.holding import check_released, held_since, hold_copy
from delivery.knowledge import Known, best_known, known_at, known_of, taken_by
from delivery.landed import Wake, in_motion, wake
from delivery.lanes import Queue, Resting, Standing, standing
from delivery.links import Departure, read_departure, unsubscribe_url
from delivery.listing import (
    Line,
    Try,
    doubled_lines,
    lines,
    lost_contacts,
    missed_lines,
    reached_or_open,
    tries_for,
)
from delivery.measures import ALL_MEASURES, Measure, Measured
from delivery.notices import Note, tell_staff
from delivery.outages import down_since, troubles_now
from delivery.receiptbags import ReceiptBag
from delivery.releases import HeldDispatch, held_dispatches, lift_hold, release_dispatches
from delivery.resending import Again, count_again, send_again
from delivery.roads import Road, Stretch, receipts_awaited, stretches
from delivery.standing_in import Patience, Standbys, Tries, make_way, promising, stand_in, tries
from delivery.states import OPEN, REACHED, Block, Lane, Repeat, State
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
from delivery.sweeping import settle
from delivery.tables import DISPATCHES, Contact
from delivery.tickets import ExpiredLink, Purpose, read_ticket, ticket_url
from delivery.tracing import Step, StepKind, TracedMessage, trace_messages
from delivery.waiting import (
    Remainder,
    Undecided,
    count_waiting,
    handed_over,
    queued,
    still_to_try,
    undecided,
)
from delivery.wordings import languages_of, wordings_of
from delivery.worker import DeliveryWorker, at_work
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
