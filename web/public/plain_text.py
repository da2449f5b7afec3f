"""Plain text: words as XML 1.0 and iCalendar can hold them."""

import re

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def without_controls(words: str) -> str:
    """The words without control characters; line breaks stay."""
    return _CONTROLS.sub("", words)
