"""Catalogues: the translated words of a room, kept as gettext's .po beside its code."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po


def read_words(locales: Path, code: str) -> Mapping[str, str | tuple[str, ...]]:
    """The words of one language by the English ones, several for a plural; none where there is no
    catalogue."""
    path = locales / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        name = message.id if isinstance(message.id, str) else message.id[0]
        if name and message.string and not message.fuzzy:
            found[name] = (
                message.string if isinstance(message.string, str) else tuple(message.string)
            )
    return found
