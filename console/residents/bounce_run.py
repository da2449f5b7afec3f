"""What `tocsin bounces read` does: it reads every message, applies what it understands, and keeps
the others for staff."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from channels.bounces import LARGEST_BOUNCE, Bounce, Complaint, Unread, read_bounce
from console.residents.mailboxes import MailboxMessage, mailbox_messages
from console.residents.unreadable import UnreadableMessages
from delivery.receipts import take_bounces
from runtime import Home, said
from subscribers.registration import apply_complaint

TOGETHER = 100  # messages in one transaction
FOREIGN = said("not of a mail of this home, or of one long forgotten")

Read = tuple[MailboxMessage, Bounce | Complaint | Unread]


@dataclass(slots=True)
class BounceRun:
    """What became of the messages: one of these counts for each, or a file kept as unreadable and
    why; `dropped` were one too many to keep.

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
    unreadable: dict[str, str] = field(default_factory=dict)


def read_all(home: Home, source: str) -> BounceRun:
    """Read a mailbox. What was committed stays when it is interrupted, and is known the next
    time."""
    done, unreadable = BounceRun(), UnreadableMessages.of(home.path)
    waiting = mailbox_messages(source, LARGEST_BOUNCE)
    while some := list(islice(waiting, TOGETHER)):
        _take(home, some, unreadable, done)
        # Not before all that they say is in the database or set aside.
        for message in some:
            message.put_away()
    return done


def _take(
    home: Home, some: Sequence[MailboxMessage], unreadable: UnreadableMessages, done: BounceRun
) -> None:
    found = [(message, read_bounce(message.raw)) for message in some]
    foreign = _bounced(home, found, done) | _complained(home, found, done)
    done.read += len(some)
    done.automatic += sum(each is Unread.AUTOMATIC for _, each in found)
    unclear = list(_unclear(found, foreign))
    for message, why in unclear:
        name = unreadable.keep(message.raw)
        done.dropped += not name
        if name:
            done.unreadable[name] = why
    lying = {message.file for message, _ in unclear}
    unreadable.forget(
        message.file for message in some if message.file and message.file not in lying
    )


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
            heard = apply_complaint(session, home.keys, each, now=datetime.now(UTC))
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
    for message, each in found:
        if not isinstance(each, Unread):
            if each.token in foreign:
                yield message, FOREIGN
        elif each is not Unread.AUTOMATIC:
            yield message, each


def files_by_reason(done: BounceRun) -> Sequence[tuple[str, list[str]]]:
    """The files that were kept as unreadable, by reason, the most frequent first."""
    return [
        (why, [file for file, its in done.unreadable.items() if its == why])
        for why, _ in Counter(done.unreadable.values()).most_common()
    ]
