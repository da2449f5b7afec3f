"""privacy: all that is kept of one resident, to be seen by them (`export_resident`) or to go (`erase_resident`)."""

from subscribers.privacy.erasure import erase_resident
from subscribers.privacy.exporting import export_resident

__all__ = [
    "erase_resident",
    "export_resident",
]
