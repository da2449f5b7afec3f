"""subscribers: who wants to be told. Owns residents, their subscriptions, what each wants and the consents behind it.

residents   one at a time, by staff: `add`, `change`, `remove`; lookup: `find` (masked), `show`; headcount: `count`
selection   the audience of an alert as one query: `audience(Criteria)`; `sample` shows a few of it, masked
bulk        residents from a CSV file: `import_residents`; csv_files, columns and rows read it, matching says who is who,
            picture is what we know of them, ledger writes it down, rejects keeps the rows that cannot be
readings    what people write, in the one form that is stored: phones, e-mail addresses, languages, topics, dates
people      the values that come in: Profile, Newcomer, Changes, GivenConsent
An address stands in `delivery` alone; a contact belongs to one resident. Who left comes back only by a later consent.
"""

from subscribers.bulk import ResidentImport, import_residents
from subscribers.columns import COLUMNS, WrongColumns
from subscribers.csv_files import UnreadableCsv
from subscribers.headcount import EVERYWHERE, Census, count
from subscribers.lookup import ConsentView, ContactView, Found, ResidentView, find, show
from subscribers.masking import MaskedPerson
from subscribers.people import Changes, Edit, GivenConsent, Newcomer, Profile
from subscribers.readings import (
    BadValue,
    ConsentNeeded,
    read_email,
    read_given_at,
    read_language,
    read_name,
    read_phone,
    read_source,
    read_topic,
    read_word,
)
from subscribers.registration.codes import WrongCode
from subscribers.registration.confirming import (
    Confirmed,
    Look,
    confirm,
    confirm_link,
    disown,
    look_at_link,
)
from subscribers.registration.signup import Signup, begin
from subscribers.rejects import NoFile, RejectsFile, guarded
from subscribers.residents import (
    ContactTaken,
    HasLeft,
    NoContact,
    NothingChosen,
    NotTheirs,
    UnknownResident,
    add,
    change,
    remove,
)
from subscribers.rows import Fault
from subscribers.selection import Breadth, Concern, Criteria, audience, sample
from subscribers.summary import size_up, spread
from subscribers.tables import Standing, Topic

__all__ = [
    "COLUMNS", "EVERYWHERE", "BadValue", "Breadth", "Census", "Changes", "Concern", "Confirmed", "ConsentNeeded",
    "ConsentView", "ContactTaken", "ContactView", "Criteria", "Edit", "Fault", "Found", "GivenConsent", "HasLeft",
    "Look", "MaskedPerson", "Newcomer", "NoContact", "NoFile", "NotTheirs", "NothingChosen", "Profile", "RejectsFile",
    "ResidentImport", "ResidentView", "Signup", "Standing", "Topic", "UnknownResident", "UnreadableCsv", "WrongCode",
    "WrongColumns", "add", "audience", "begin", "change", "confirm", "confirm_link", "count", "disown", "find",
    "guarded", "import_residents", "look_at_link", "read_email", "read_given_at", "read_language", "read_name",
    "read_phone", "read_source", "read_topic", "read_word", "remove", "sample", "show", "size_up", "spread",
]  # fmt: skip
