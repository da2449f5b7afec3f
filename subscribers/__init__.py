"""subscribers: who wants to be told. Owns residents, their subscriptions, what each wants and the consents behind it.

residents   one at a time, by staff: `add_resident`, `change_resident`, `remove_resident`; lookup: `find_residents`, `show_resident`; groups; unblocking; rezoning
people      the values that come in: `Profile`, `Newcomer`, `Changes`, `GivenConsent`; edits: what changes make of a profile
repository  how residents are written, many at a time; snapshots: what is known of some addresses; masking; membership: in a set, for each database
readings/ what people write, in the form that is stored; lists/ residents from a list, as CSV or as a workbook; jobs/ such imports, carried out or watched
audience/ whom an alert concerns, as queries; registration/ the way in by a form and out by a link; preferences/ what residents choose themselves
privacy/ all that is kept of somebody, to be seen or to go; joining: people whom spellings of one mailbox made several, before a migration
An address stands in `delivery` alone; a contact belongs to one resident. Who left comes back only by a later consent.
"""

from subscribers.groups import find_groups
from subscribers.lookup import (
    ConsentView,
    ContactView,
    FoundResident,
    ResidentView,
    find_residents,
    owners_of_contacts,
    select_contacts_of,
    show_masked_resident,
    show_resident,
)
from subscribers.people import Changes, Edit, GivenConsent, Newcomer, Profile
from subscribers.residents import add_resident, change_resident, remove_resident
from subscribers.rezoning import count_zone_choosers, rezone_residents
from subscribers.standing import Standing
from subscribers.unblocking import NothingToLift, unblock_contacts

__all__ = [
    "Changes",
    "ConsentView",
    "ContactView",
    "Edit",
    "FoundResident",
    "GivenConsent",
    "Newcomer",
    "NothingToLift",
    "Profile",
    "ResidentView",
    "Standing",
    "add_resident",
    "change_resident",
    "count_zone_choosers",
    "find_groups",
    "find_residents",
    "owners_of_contacts",
    "remove_resident",
    "rezone_residents",
    "select_contacts_of",
    "show_masked_resident",
    "show_resident",
    "unblock_contacts",
]
