"""What `tocsin bounces read` does: every message is read, what is understood is applied, what is
not is set aside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from channels import LARGEST_BOUNCE, Bounce, Complaint, Unread, read_bounce
from console.residents.mailboxes import MailboxMessage, mailbox_messages
from console.residents.unreadable import UnreadableMessages
from delivery.receipts import take_bounces
from runtime import Home, said
from subscribers import hear_complaint

TOGETHER = 100  # messages in one transaction
FOREIGN = said("not of a mail of this home, or of one long forgotten")

Read = tuple[MailboxMessage, Bounce | Complaint | Unread]


@dataclass(slots=True)
class BounceRun:
    """What became of the messages: one of these counts for each, or a file set aside and why;
    `dropped` had no more room there.

    `blocked` contacts get nothing any more, `unwanted` were refused by policy, `emergencies` are
    residents who complained of an emergency alert."""

    read: int = 0
    applied: int = 0
    known: int = 0
    delayed: int = 0
    complaints: int = 0
    automatic: int = 0
    blocked: int = 0
    unwanted: int = 0
    dropped: int = 0
    emergencies: list[int] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=dict)


def read_all(home: Home, source: str) -> BounceRun:
    """Read a mailbox: what was committed stays done when it is broken off, and is known already the
    next time."""
    done, aside = BounceRun(), UnreadableMessages.of(home.path)
    waiting = mailbox_messages(source, LARGEST_BOUNCE)
    while some := list(islice(waiting, TOGETHER)):
        _take(home, some, aside, done)
        # Not before all that they say is in the database or set aside.
        for letter in some:
            letter.put_away()
    return done


def _take(
    home: Home, some: Sequence[MailboxMessage], aside: UnreadableMessages, done: BounceRun
) -> None:
    found = [(letter, read_bounce(letter.raw)) for letter in some]
    foreign = _bounced(home, found, done) | _complained(home, found, done)
    done.read += len(some)
    done.automatic += sum(each is Unread.AUTOMATIC for _, each in found)
    unclear = list(_unclear(found, foreign))
    for letter, why in unclear:
        name = aside.keep(letter.raw)
        done.dropped += not name
        if name:
            done.aside[name] = why
    lying = {letter.file for letter, _ in unclear}
    aside.forget(letter.file for letter in some if letter.file and letter.file not in lying)


def _bounced(home: Home, found: Sequence[Read], done: BounceRun) -> frozenset[str]:
    """Apply the bounces; returns the tokens that are not ours."""
    bounces = [each for _, each in found if isinstance(each, Bounce)]
    with home.database.writing() as session:
        taken = take_bounces(session, home.keys, bounces, now=datetime.now(UTC))
    ours = [bounce for bounce in bounces if bounce.token not in taken.foreign]
    done.applied += taken.fresh - taken.delayed
    done.delayed += taken.delayed
    done.known += len(ours) - taken.fresh
    done.blocked += taken.blocked
    done.unwanted += sum(bounce.is_policy for bounce in ours)
    return taken.foreign


def _complained(home: Home, found: Sequence[Read], done: BounceRun) -> frozenset[str]:
    """Apply the complaints; returns the tokens that are not ours."""
    foreign = set()
    for each in [each for _, each in found if isinstance(each, Complaint)]:
        with home.database.writing() as session:
            heard = hear_complaint(session, home.keys, each, now=datetime.now(UTC))
        done.complaints += heard.is_new
        done.known += heard.is_ours and not heard.is_new
        if heard.of_emergency:
            done.emergencies.append(heard.of_emergency)
        if not heard.is_ours:
            foreign.add(each.token)
    return frozenset(foreign)


def _unclear(
    found: Sequence[Read], foreign: frozenset[str]
) -> Iterator[tuple[MailboxMessage, str]]:
    """The messages that a person has to look at, and why."""
    for letter, each in found:
        if not isinstance(each, Unread):
            if each.token in foreign:
                yield letter, FOREIGN
        elif each is not Unread.AUTOMATIC:
            yield letter, each


def files_by_reason(done: BounceRun) -> Sequence[tuple[str, list[str]]]:
    """Why files were set aside, the most frequent first, and their names."""
    return [
        (why, [file for file, its in done.aside.items() if its == why])
        for why, _ in Counter(done.aside.values()).most_common()
    ]
