"""Arrivals: what the sandbox was sent. The ledger has every message, memory the latest."""

import json
import os
import secrets
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from channels.contract import Medium

KEPT = 5_000  # of each medium


@dataclass(frozen=True, slots=True)
class ArrivedMessage:
    """One message as the phone or the mailbox would show it; `unsubscribe` and its post are the
    headers of RFC 8058.

    `token` and `attempt` of an SMS are those of Tocsin's delivery, `message_id` and `in_reply_to`
    those of a mail."""

    medium: Medium
    to: str
    sender: str
    subject: str
    body: str
    id: str
    html: str = ""
    unsubscribe: str = ""
    unsubscribe_post: str = ""
    token: str = ""
    attempt: int = 0
    message_id: str = ""
    in_reply_to: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def row(self) -> dict[str, str | int]:
        """The line of the ledger and of /sandbox/messages.json; what the message did not say is
        left out."""
        row: dict[str, str | int] = {
            "at": self.at.isoformat(timespec="milliseconds"),
            "medium": self.medium,
            "to": self.to,
            "from": self.sender,
            "subject": self.subject,
            "body": self.body,
            "id": self.id,
        }
        if self.unsubscribe:
            row |= {
                "list_unsubscribe": self.unsubscribe,
                "list_unsubscribe_post": self.unsubscribe_post,
            }
        if self.token:
            row |= {"token": self.token, "attempt": self.attempt}
        if self.message_id:
            row["message_id"] = self.message_id
        if self.in_reply_to:
            row["in_reply_to"] = self.in_reply_to
        return row


class Arrivals:
    """The latest messages, the number of all, and the ledger if there is one."""

    def __init__(self, ledger: Path | None = None) -> None:
        self._ledger = ledger
        self._file: int | None = None
        self._latest: dict[Medium, deque[ArrivedMessage]] = {
            medium: deque(maxlen=KEPT) for medium in Medium
        }
        self.counts: Counter[Medium] = Counter()

    def __enter__(self) -> "Arrivals":
        if self._ledger is not None:
            self._file = os.open(self._ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def record(self, arrival: ArrivedMessage) -> None:
        """Write the ledger's line, then remember; the caller acknowledges only afterwards."""
        if self._file is not None:
            os.write(
                self._file, json.dumps(arrival.row(), ensure_ascii=False).encode("utf-8") + b"\n"
            )
        self._latest[arrival.medium].append(arrival)
        self.counts[arrival.medium] += 1

    def latest(self, medium: Medium, count: int = KEPT, to: str = "") -> Sequence[ArrivedMessage]:
        """What came by a medium, the latest first; what came to one address alone if it is
        given."""
        wanted = (arrival for arrival in reversed(self._latest[medium]) if to in {"", arrival.to})
        return list(islice(wanted, count))

    def everything(self, to: str = "") -> Sequence[ArrivedMessage]:
        """What came by every medium, the earliest first."""
        both = (arrival for medium in Medium for arrival in self.latest(medium, to=to))
        return sorted(both, key=attrgetter("at"))

    def find(self, identity: str) -> ArrivedMessage | None:
        """The message of that id, while it is in memory."""
        return next((arrival for arrival in self.everything() if arrival.id == identity), None)


def new_id(prefix: str) -> str:
    """A fresh id as providers write them: a prefix and 32 hexadecimal digits."""
    return f"{prefix}{secrets.token_hex(16)}"
