"""What `tocsin bounces read` does: every message is read, what is understood is applied, what is not is set aside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from channels import LARGEST_BOUNCE, Bounce, Unread, read_bounce
from console.aside import Aside
from console.door import say, show_json
from console.mailboxes import Letter, letters
from delivery import take_bounces
from runtime import UNREAD_BOUNCES, Home, counted, said

TOGETHER = 100  # messages in one transaction
SHOWN = 20
FOREIGN = said("not of a mail of this home, or of one long forgotten")


@dataclass(slots=True)
class Round:
    """What became of the messages; `aside` are files and why they are there, `dropped` those for which there was no more room."""

    read: int = 0
    applied: int = 0
    known: int = 0
    automatic: int = 0
    blocked: int = 0
    unwanted: int = 0
    dropped: int = 0
    aside: dict[str, str] = field(default_factory=dict)


def read_all(home: Home, source: str) -> Round:
    """Read a mailbox: what was committed stays done when it is broken off, and is known already the next time."""
    done, aside = Round(), Aside.of(home.path)
    waiting = letters(source, LARGEST_BOUNCE)
    while some := list(islice(waiting, TOGETHER)):
        _take(home, some, aside, done)
        # Not before all that they say is in the database or set aside.
        for letter in some:
            letter.put_away()
    return done


def show_round(done: Round, *, as_json: bool) -> None:
    """What became of the messages: counts, and the files that staff should look at; no address."""
    if as_json:
        files = [{"file": file, "why": why} for file, why in done.aside.items()]
        counts = {name: getattr(done, name) for name in Round.__slots__ if name != "aside"}
        show_json({**counts, "aside": files})
        return
    say(
        said(
            "{read:,} read: {applied:,} applied, {known:,} known already, {automatic:,} automatic replies, {aside:,} set aside.",
            read=done.read,
            applied=done.applied,
            known=done.known,
            automatic=done.automatic,
            aside=len(done.aside),
        )
    )
    for line in _remarks(done):
        say(line)


def _take(home: Home, some: Sequence[Letter], aside: Aside, done: Round) -> None:
    found = [(letter, read_bounce(letter.raw)) for letter in some]
    bounces = [each for _, each in found if isinstance(each, Bounce)]
    with home.database.writing() as session:
        taken = take_bounces(session, home.keys, bounces, now=datetime.now(UTC))
    done.read += len(some)
    done.automatic += sum(each is Unread.AUTOMATIC for _, each in found)
    ours = [bounce for bounce in bounces if bounce.token not in taken.foreign]
    done.applied += taken.fresh
    done.known += len(ours) - taken.fresh
    done.blocked += taken.blocked
    done.unwanted += sum(bounce.is_policy for bounce in ours)
    for letter, why in _unclear(found, taken.foreign):
        name = aside.keep(letter.raw)
        done.dropped += not name
        if name:
            done.aside[name] = why


def _unclear(
    found: Sequence[tuple[Letter, Bounce | Unread]], foreign: frozenset[str]
) -> Iterator[tuple[Letter, str]]:
    """The messages that a person has to look at, and why."""
    for letter, each in found:
        if isinstance(each, Bounce):
            if each.token in foreign:
                yield letter, FOREIGN
        elif each is not Unread.AUTOMATIC:
            yield letter, each


def _remarks(done: Round) -> Iterator[str]:
    if done.blocked:
        yield counted(
            done.blocked,
            "{count} contact gets nothing any more. `tocsin residents unblock` undoes it.",
            "{count} contacts get nothing any more. `tocsin residents unblock` undoes it for one.",
        )
    if done.unwanted:
        yield said(
            "{number:,} were refused by policy (5.7.x), so no address is to blame: docs/going-live.md says what to check.",
            number=done.unwanted,
        )
    for why, number in Counter(done.aside.values()).most_common():
        files = [file for file, its in done.aside.items() if its == why]
        more = said(" and {number:,} more", number=number - SHOWN) if number > SHOWN else ""
        yield said("Set aside in {folder}, {why}: {files}{more}",
                   folder=UNREAD_BOUNCES, why=why, files=", ".join(files[:SHOWN]), more=more)  # fmt: skip
    if done.dropped:
        yield said(
            "{number:,} more were not kept: {folder} is full. Look through it and delete what is there.",
            number=done.dropped,
            folder=UNREAD_BOUNCES,
        )
