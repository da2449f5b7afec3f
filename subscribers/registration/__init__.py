"""registration: residents come by a form and leave by a link. A contact is told nothing but a code until its owner has typed it, or pressed a button.

code_pages where codes are typed: what a visitor gave, for as long as its code lives
signup     what happens, unseen, after somebody filled in the form: `begin_registration`
limits     how much the form may send, by networks and contacts; postbox: the messages with a code or a link; codes
confirming a contact is its owner's: `confirm_by_code`, `confirm_by_link`; "not me": `disown_contact`; welcoming: the first SMS
purging    what nobody confirmed is forgotten
departures one click leaves a topic: `leave_topic`, `rejoin_topics`; emergencies, or all, are left by a second link; complaints
"""

from subscribers.registration.code_pages import (
    CodePage,
    Signup,
    claim_resend,
    find_code_page,
    keep_code_page,
)
from subscribers.registration.codes import WrongCode
from subscribers.registration.complaints import apply_complaint
from subscribers.registration.confirming import (
    ConfirmedContact,
    confirm_by_code,
    confirm_by_link,
    disown_contact,
    preview_link,
)
from subscribers.registration.departures import (
    Leaving,
    leave_all_topics,
    leave_emergencies_by_link,
    leave_topic,
    rejoin_topics,
    send_leaving_link,
    send_manage_link,
    send_manage_link_to,
    send_stopping_link,
    topic_of_departure,
)
from subscribers.registration.networks import read_network
from subscribers.registration.purging import purge_registrations
from subscribers.registration.signup import begin_registration

__all__ = [
    "CodePage",
    "ConfirmedContact",
    "Leaving",
    "Signup",
    "WrongCode",
    "apply_complaint",
    "begin_registration",
    "claim_resend",
    "confirm_by_code",
    "confirm_by_link",
    "disown_contact",
    "find_code_page",
    "keep_code_page",
    "leave_all_topics",
    "leave_emergencies_by_link",
    "leave_topic",
    "preview_link",
    "purge_registrations",
    "read_network",
    "rejoin_topics",
    "send_leaving_link",
    "send_manage_link",
    "send_manage_link_to",
    "send_stopping_link",
    "topic_of_departure",
]
