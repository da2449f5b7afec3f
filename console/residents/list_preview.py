"""A list of residents at the terminal: how its file is read is shown, and what its bytes do not say
is confirmed."""

from typing import BinaryIO

from console.terminal.output import say
from console.terminal.questions import AskedPerson, ask, can_answer
from runtime import Problem, Said, UsageProblem, said
from subscribers.lists import ListPreview, OpenedList, open_list, preview_list, read_encoding

YES = ("y", "yes", "ν", "ναι", "nai")


class NoRows(Problem):
    """Nothing was imported. Write a row for each resident under the headings, save the file, then
    give the command again."""


def open_shown(person: AskedPerson, file: BinaryIO, named: str, *, sure: bool) -> OpenedList:
    """Open a list after showing how it is read; `sure` asks nothing where that is certain. Raises
    UnreadableCsv, WrongColumns or UncertainEncoding.

    `named` is the encoding that was typed, if any.
    """
    encoding = read_encoding(named)
    seen = preview_list(file, encoding)
    for line in _lines(seen):
        say(line)
    if seen.is_empty:
        raise NoRows(said("There is no row under the headings on row {row}.", row=seen.layout.row))
    guess = seen.guess
    if encoding or guess is None or not guess.is_code_page:
        return open_list(file, encoding)
    if sure or not (guess.certain or can_answer(person)):
        return open_list(file)
    _confirm(person)
    return open_list(file, guess.encoding)


def _confirm(person: AskedPerson) -> None:
    typed = ask(person, said("Are these names right? Type yes"), "--yes").strip().casefold()
    if typed not in YES:
        raise UsageProblem(
            said(
                "Nothing was imported. Save the list as an Excel workbook (.xlsx), or say how it is written: {flag}.",
                flag="--encoding",
            )
        )


def _lines(seen: ListPreview) -> list[Said]:
    """How the file is read, three names where its bytes do not say it, and the columns that are not
    read."""
    lines = [seen.said]
    if seen.guess and seen.guess.is_code_page:
        lines += [said("  {name}", name=name) for name in seen.names]
    if seen.layout.unread:
        columns = ", ".join(f"«{heading[:40]}»" for heading in seen.layout.unread)
        lines.append(said("These columns are not read: {columns}.", columns=columns))
    return lines
