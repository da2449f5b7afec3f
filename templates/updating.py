"""Updating: where the words of an update stand in a text, whatever template made it, and how they
fit an SMS."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from templates.definition import Template
from templates.replacing import Account, Change, Weight

# So many characters into a message its reader must know who writes.
NAMED_WITHIN = 40
FEWER_PLACES = (3, 2, 1)
_BODY = re.compile(r"<body[^>]*>")


@dataclass(frozen=True, slots=True)
class Room:
    """How much an SMS says: the changes it names, the slots that stay empty, and how many places it
    names at most."""

    changes: tuple[Change, ...] = ()
    without: frozenset[str] = frozenset()
    most_places: int = 1000


def rooms(account: Account, template: Template) -> Iterator[Room]:
    """Ever less to say, what matters least left out first; never when the replaced message was
    sent, nor what to do."""
    changes = account.changes
    matter = tuple(change for change in changes if change.weight is not Weight.DETAIL)
    yield from (Room(changes[:most]) for most in range(len(changes), len(matter), -1))
    spare = [variable.name for variable in template.variables if variable.spare][::-1]
    gone = [frozenset(spare[:number]) for number in range(len(spare) + 1)]
    yield from (Room(matter, without) for without in gone)
    yield from (Room(matter[:most], gone[-1]) for most in range(len(matter) - 1, -1, -1))
    yield from (Room((), gone[-1], most) for most in FEWER_PLACES)


def in_sms(text: str, account: Account, changes: Sequence[Change], name: str) -> str:
    """The text of an SMS as that of an update: its first words follow the municipality's name."""
    said = f"{account.head} ({account.instead})."
    if changes:
        said += f" {account.changed}: {', '.join(change.short for change in changes)}."
    named = text.find(f"{name}:", 0, NAMED_WITHIN + len(name) + 1)
    if not name or named < 0:
        return f"{said} {text}"
    behind = named + len(name) + 1
    return f"{text[:behind]} {said}{text[behind:]}"


def in_subject(subject: str, account: Account, exercise: str) -> str:
    """The subject of a mail as that of an update, which it begins with; an exercise says so before
    that."""
    lead, rest = parted(subject, exercise)
    return f"{lead}{account.head} - {rest}"


def in_body(body: str, account: Account, exercise: str) -> str:
    """The text of a mail as that of an update: its first line says so, and what changed stands
    before the rest."""
    lead, rest = parted(body, exercise)
    first, gap, more = rest.partition("\n\n")
    said = account.sentence
    if account.changes:
        said += f"\n\n{account.changed}:\n" + "\n".join(
            f"- {change.long}" for change in account.changes
        )
    return f"{lead}{account.head} - {first}\n\n{said}{gap}{more}"


def in_html(html: str, block: str) -> str:
    """The HTML of a mail with what makes it an update, if its layout has no place for that."""
    if block.strip() in html:
        return html
    body = _BODY.search(html)
    behind = body.end() if body else 0
    return f"{html[:behind]}\n{block}\n{html[behind:]}"


def parted(text: str, exercise: str) -> tuple[str, str]:
    """The word for an exercise with what follows it up to the next word, and the rest."""
    if not exercise or not text.startswith(exercise):
        return "", text
    rest = text.removeprefix(exercise).lstrip(" -\n")
    return text[: len(text) - len(rest)], rest
