"""TOML words: where a file of settings cannot be read, by line and column, and what to write
there."""

import re
import tomllib
from collections.abc import Sequence

from runtime.sentences import Said, mark, said

_WHERE = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
# The name of a [section] without what closes it.
_UNCLOSED = re.compile(r"\s*\[[^\]=,#]+(#.*)?")
# By the first words of what the library says; it has others, which stay as they are.
_WORDS = {
    "Invalid value": mark("no value can be read: text stands in quotation marks, a number without"),
    "Invalid statement": mark("neither a setting (name = value) nor a [section] begins here"),
    "Invalid initial character": mark("a name of letters, digits, - and _ is missing"),
    "Invalid date": mark("there is no such date or time"),
    "Invalid hex": mark("the four or eight digits after \\u or \\U are missing"),
    "Expected '=' after": mark("an = is missing behind the name"),
    "Expected newline": mark("more stands behind the value; each setting has a line of its own"),
    "Expected ']": mark("a ] is missing at the end of the [section]"),
    "Expected": mark("the quotation marks that close this text are missing"),
    "Unterminated string": mark("the quotation marks that close this text are missing"),
    "Illegal character '\\n'": mark("the quotation marks that close this text are missing"),
    "Illegal character": mark("a character that cannot be seen stands here"),
    "Found invalid character": mark("a character that cannot be seen stands here"),
    "Unescaped": mark("a \\ is written twice within quotation marks"),
    "Escaped character": mark("there is no such character"),
    "Unclosed array": mark("the ] that closes a list is missing before this"),
    "Unclosed inline": mark("the brace that closes a table is missing before this"),
    "Cannot declare": mark("this [section] stands here twice"),
    "Cannot overwrite": mark("this name stands here twice"),
    "Cannot mutate": mark("this name stands here twice"),
    "Cannot redefine": mark("this name stands here twice"),
    "Duplicate": mark("this name stands here twice"),
}
_OPEN = ("Unclosed", "Unterminated", "Expected \"'")


def explain_toml(error: tomllib.TOMLDecodeError, lines: Sequence[str] = (), begun: int = 0) -> Said:
    """`line 3, column 8: ...`; what stands there is not repeated. `lines` are those of the text,
    `begun` is the index of the one that is not complete."""
    found = _WHERE.fullmatch(str(error))
    told = found["what"] if found else str(error)
    if found and found["line"] and lines and _UNCLOSED.fullmatch(lines[int(found["line"]) - 1]):
        # The library looks at the name first, and says that it stands here twice.
        told = "Expected ']"
    what = next(
        (said(words) for begins, words in _WORDS.items() if told.startswith(begins)), said(told)
    )
    if found and found["line"]:
        return said(
            "line {line}, column {column}: {what}",
            line=int(found["line"]),
            column=int(found["column"]),
            what=what,
        )
    if lines:
        return said("line {line} is not complete: {what}", line=begun + 1, what=what)
    return said("at its end: {what}", what=what)


def is_left_open(error: tomllib.TOMLDecodeError, lines: Sequence[str]) -> bool:
    """Whether something began before the place that the error names and was not closed: good lines
    behind it only seem to be wrong."""
    if str(error).startswith(_OPEN):
        return True
    found = _WHERE.fullmatch(str(error))
    if not found or not found["line"] or not str(error).startswith("Invalid value"):
        return False
    # A line of its own begins with a name: a value that is missed there is one of a list.
    return not lines[int(found["line"]) - 1][: int(found["column"]) - 1].strip()
