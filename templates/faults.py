"""Faults: what is wrong in a file of words or of settings, and in which language."""

import re
from dataclasses import dataclass

from runtime import said

_LANGUAGE = re.compile(r"\.([a-z]{2,3})\.(?:subject\.)?(?:txt|html|toml)$")


@dataclass(frozen=True, slots=True)
class WordingFault:
    """`what` begins with the file; `language` is the only one it spoils, empty when it spoils all
    of them."""

    file: str
    what: str
    language: str = ""

    @classmethod
    def in_line(cls, file: str, line: int, what: str) -> "WordingFault":
        """A fault in one line of a file."""
        return cls(
            file,
            said("{file}, line {line}: {what}", file=file, line=line, what=what),
            language_of(file),
        )

    @classmethod
    def of(cls, file: str, what: str) -> "WordingFault":
        """A fault of a whole file."""
        return cls(file, said("{file}: {what}", file=file, what=what), language_of(file))


def language_of(file: str) -> str:
    """The language that a file is in by its name, empty for all."""
    found = _LANGUAGE.search(file)
    return found[1] if found else ""
