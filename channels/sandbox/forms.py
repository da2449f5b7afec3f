"""Forms: the parameters of a new message, and what Twilio finds wrong with them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sys import intern
from urllib.parse import parse_qs, urlsplit

LONGEST_BODY = 1600
LONGEST_VALIDITY = 36_000

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}")

# https://www.twilio.com/docs/iam/test-credentials
_MAGIC_TO: Mapping[str, int] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
_MAGIC_FROM: Mapping[str, int] = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550008": 21611,
}


@dataclass(frozen=True, slots=True)
class MessageForm:
    """The parameters of a new message, as they came."""

    to: str
    sender: str
    service: str
    body: str
    validity: str
    callback: str

    @classmethod
    def of(cls, given: Mapping[str, object]) -> "MessageForm":
        """Read the parameters of a POST; what is missing is empty, except the validity."""
        return cls(
            to=str(given.get("To", "")),
            sender=intern(str(given.get("From", ""))),
            service=intern(str(given.get("MessagingServiceSid", ""))),
            body=intern(str(given.get("Body", ""))),  # thousands have the same one
            validity=str(given.get("ValidityPeriod", LONGEST_VALIDITY)),
            callback=str(given.get("StatusCallback", "")),
        )

    def wrong(self) -> int:
        """The first code that applies to these parameters; 0 when there is nothing wrong."""
        magic = _MAGIC_TO.get(self.to) or _MAGIC_FROM.get(self.sender)
        return magic or next((code for applies, code in _CHECKS if applies(self)), 0)

    def mark(self) -> tuple[str, int]:
        """The delivery's token and the attempt, as its callback's address has them (`d` and `n`);
        empty and 0 without."""
        asked = parse_qs(urlsplit(self.callback).query) if "?" in self.callback else {}
        attempt = asked.get("n", [""])[0]
        return asked.get("d", [""])[0], int(attempt) if attempt.isdecimal() else 0


_CHECKS: tuple[tuple[Callable[[MessageForm], bool], int], ...] = (
    (lambda form: not form.to, 21604),
    (lambda form: not _NUMBER.fullmatch(form.to), 21211),
    (lambda form: not form.sender and not form.service, 21603),
    (lambda form: bool(form.sender) and not _SENDER.fullmatch(form.sender), 21212),
    (lambda form: not form.body, 21602),
    (lambda form: len(form.body) > LONGEST_BODY, 21617),
    (
        lambda form: not (form.validity.isdigit() and 1 <= int(form.validity) <= LONGEST_VALIDITY),
        21621,
    ),
    (lambda form: not re.fullmatch(r"(https?://[^\s_/]+(/\S*)?)?", form.callback), 21609),
)
