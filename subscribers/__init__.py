"""subscribers: who wants to be told. Owns residents, their subscriptions, what each wants and the consents behind it.

residents   one at a time, by staff: `add`, `change`, `remove`; lookup: `find` (masked), `glance`, `show`; groups: `find_groups`
audience/   whom an alert concerns, as queries; how many they are, and whom it did not reach
lists/      residents from a list, as CSV or as a workbook
readings/   what people write, in the one form that is stored
jobs/       such imports, carried out by a process of their own or watched at a terminal
people      the values that come in: Profile, Newcomer, Changes, GivenConsent
registration/  the way in by a form and out by a link; preferences/: what residents choose themselves; privacy/: exporting and erasure
lifting     a blocked contact is opened again; joining: the people whom spellings of one mailbox had made several
An address stands in `delivery` alone; a contact belongs to one resident. Who left comes back only by a later consent.
"""

from subscribers.groups import find_groups
from subscribers.joining import Joining, Mailbox, Person, plan_joining
from subscribers.lifting import NothingToLift, lift
from subscribers.lookup import (
    ConsentView,
    ContactView,
    Found,
    ResidentView,
    every_contact_of,
    find,
    glance,
    owners,
    show,
)
from subscribers.people import Changes, Edit, GivenConsent, Newcomer, Profile
from subscribers.residents import add, change, remove
from subscribers.rezoning import count_choosers, rezone
from subscribers.standing import Standing

__all__ = [
    "Changes",
    "ConsentView",
    "ContactView",
    "Edit",
    "Found",
    "GivenConsent",
    "Joining",
    "Mailbox",
    "Newcomer",
    "NothingToLift",
    "Person",
    "Profile",
    "ResidentView",
    "Standing",
    "add",
    "change",
    "count_choosers",
    "every_contact_of",
    "find",
    "find_groups",
    "glance",
    "lift",
    "owners",
    "plan_joining",
    "remove",
    "rezone",
    "show",
]
