"""audience: whom an alert concerns, as queries; no recipient passes through Python before a message is claimed.

selection  the audience of an alert as one query: `select_audience(Criteria)`; a few of them, masked: `sample_audience`
eligibility  who of those that were told may be told more; standbys: by which medium somebody is told next
quiet_hours  until when what is not urgent waits for somebody's morning
summary    how large an audience is and how it spreads over the zones; counting: how many residents there are at all
told       how many a dispatch has reached; missed: whom it has not, as somebody who phones them needs them
"""

from subscribers.audience.counting import ResidentCounts, count_groups, count_residents
from subscribers.audience.eligibility import (
    count_owners,
    count_owners_not_told,
    select_eligible_contacts,
    select_eligible_owners,
)
from subscribers.audience.missed import MissedPerson, find_missed_people, find_waiting_people
from subscribers.audience.selection import (
    Breadth,
    Concern,
    Criteria,
    sample_audience,
    select_audience,
)
from subscribers.audience.standbys import select_contacts_of_standbys, select_next_contacts
from subscribers.audience.summary import (
    AudienceSize,
    Group,
    count_audience,
    spread_over_zones,
)
from subscribers.audience.told import count_awaiting, count_by_knowledge, count_told_later
from subscribers.masking import MaskedPerson

__all__ = [
    "AudienceSize",
    "Breadth",
    "Concern",
    "Criteria",
    "Group",
    "MaskedPerson",
    "MissedPerson",
    "ResidentCounts",
    "count_audience",
    "count_awaiting",
    "count_by_knowledge",
    "count_groups",
    "count_owners",
    "count_owners_not_told",
    "count_residents",
    "count_told_later",
    "find_missed_people",
    "find_waiting_people",
    "sample_audience",
    "select_audience",
    "select_contacts_of_standbys",
    "select_eligible_contacts",
    "select_eligible_owners",
    "select_next_contacts",
    "spread_over_zones",
]
