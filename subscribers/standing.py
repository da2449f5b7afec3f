"""Standing: how a contact of a resident stands."""

from enum import StrEnum


class Standing(StrEnum):
    """Whether a resident may be told by one of their contacts."""

    PENDING = "pending"
    ACTIVE = "active"
    LEFT = "left"
    ERASED = "erased"
