"""subscribers: who wants to be told. Owns residents, their subscriptions, what each wants and the consents behind it.

residents   one at a time, by staff: `add`, `change`, `remove`; lookup: `find` (masked), `glance`, `show`; groups: `find_groups`
audience/   whom an alert concerns, as queries; how many they are, and whom it did not reach
lists/      residents from a list, as CSV or as a workbook
readings/   what people write, in the one form that is stored
jobs/       such imports, carried out by a process of their own or watched at a terminal
people      the values that come in: Profile, Newcomer, Changes, GivenConsent
registration/  the way in by the form: `begin`, `confirm`, limits, `purge`; preferences: what residents choose themselves;
            departures: `leave` by one click and `rejoin`; complaints; quiet: hours in which only what is urgent may come;
            joining: the people whom spellings of one mailbox had made several; exporting and erasure: all that is kept of somebody, to be seen or to go; lifting: a blocked contact opened again
An address stands in `delivery` alone; a contact belongs to one resident. Who left comes back only by a later consent.
"""

from subscribers.complaints import hear_complaint
from subscribers.departures import (
    Leaving,
    ask_for_link,
    ask_for_link_by,
    end_emergencies,
    leave,
    leave_emergencies,
    rejoin,
    topic_of,
)
from subscribers.erasure import erase
from subscribers.exporting import export
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
from subscribers.preferences import (
    Agreement,
    BadQuietHours,
    Choices,
    Preferences,
    QuietHours,
    drop_contact,
    manage_url,
    owner_of,
    prefer,
    preferences_of,
    read_manage,
)
from subscribers.registration.codes import WrongCode
from subscribers.registration.confirming import (
    Confirmed,
    confirm,
    confirm_link,
    disown,
    look_at_link,
)
from subscribers.registration.networks import read_network
from subscribers.registration.purging import purge
from subscribers.registration.signup import Signup, begin
from subscribers.residents import add, change, remove
from subscribers.rezoning import count_choosers, rezone
from subscribers.standing import Standing

__all__ = [
    "Agreement",
    "BadQuietHours",
    "Changes",
    "Choices",
    "Confirmed",
    "ConsentView",
    "ContactView",
    "Edit",
    "Found",
    "GivenConsent",
    "Joining",
    "Leaving",
    "Mailbox",
    "Newcomer",
    "NothingToLift",
    "Person",
    "Preferences",
    "Profile",
    "QuietHours",
    "ResidentView",
    "Signup",
    "Standing",
    "WrongCode",
    "add",
    "ask_for_link",
    "ask_for_link_by",
    "begin",
    "change",
    "confirm",
    "confirm_link",
    "count_choosers",
    "disown",
    "drop_contact",
    "end_emergencies",
    "erase",
    "every_contact_of",
    "export",
    "find",
    "find_groups",
    "glance",
    "hear_complaint",
    "leave",
    "leave_emergencies",
    "lift",
    "look_at_link",
    "manage_url",
    "owner_of",
    "owners",
    "plan_joining",
    "prefer",
    "preferences_of",
    "purge",
    "read_manage",
    "read_network",
    "rejoin",
    "remove",
    "rezone",
    "show",
    "topic_of",
]
