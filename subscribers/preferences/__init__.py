"""preferences: what residents choose for themselves, on a page that a link from us opens.

links      the address of that page, for a while
choices    zones, topics, language, quiet hours: `show_preferences`, `save_preferences`
ownership  whose a contact is, what its owner has left and agreed to; `drop_contact`
"""

from subscribers.preferences.choices import (
    BadQuietHours,
    Choices,
    Preferences,
    QuietHours,
    save_preferences,
    show_preferences,
)
from subscribers.preferences.links import manage_url, read_manage_link
from subscribers.preferences.ownership import Agreement, drop_contact, owner_of_contact

__all__ = [
    "Agreement",
    "BadQuietHours",
    "Choices",
    "Preferences",
    "QuietHours",
    "drop_contact",
    "manage_url",
    "owner_of_contact",
    "read_manage_link",
    "save_preferences",
    "show_preferences",
]
