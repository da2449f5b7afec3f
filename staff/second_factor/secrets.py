"""Secrets: the one behind a member's codes (RFC 6238, as every authenticator app has them), and
the recovery codes beside it."""

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from secrets import choice

import pyotp

DRIFT = 1  # steps of 30 s that a phone's clock may be off, either way
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
_GROUPS, _GROUP = 3, 4  # 60 bits: nobody tries these
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_RECOVERY = re.compile(rf"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}")


@dataclass(frozen=True, slots=True)
class FactorSecret:
    """What a member's phone and the database both know, and the SHA-256 of each recovery code that
    is left."""

    secret: str
    recovery: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"FactorSecret(recovery={len(self.recovery)})"

    @classmethod
    def read(cls, text: str) -> "FactorSecret":
        """What `written` wrote."""
        content = json.loads(text)
        return cls(content["secret"], tuple(content["recovery"]))

    def written(self) -> str:
        """As it is sealed."""
        return json.dumps({"secret": self.secret, "recovery": self.recovery})

    def uri(self, member: str, office: str) -> str:
        """What an app reads from the QR code (`otpauth://`)."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=member, issuer_name=office)

    def steps_of(self, code: str, now: datetime) -> Sequence[int]:
        """The steps whose code this is, of the one now and those beside it; none for a wrong
        code."""
        if not _CODE.fullmatch(code):
            return ()
        totp = pyotp.TOTP(self.secret)
        middle = totp.timecode(now)
        near = range(middle - DRIFT, middle + DRIFT + 1)
        return [step for step in near if hmac.compare_digest(totp.generate_otp(step), code)]

    def without(self, recovery_code: str) -> "FactorSecret":
        """The same without a recovery code; the same when it is none of these."""
        spent = _digest(recovery_code)
        return replace(self, recovery=tuple(each for each in self.recovery if each != spent))

    def with_recovery(self, codes: Sequence[str]) -> "FactorSecret":
        """The same with these recovery codes alone."""
        return replace(self, recovery=tuple(_digest(plain_code(each)) for each in codes))


def draw_factor_secret() -> FactorSecret:
    """A new secret of 160 bits."""
    return FactorSecret(pyotp.random_base32())


def draw_recovery_codes() -> Sequence[str]:
    """Ten codes for the day when the phone is not there, such as `k7m2-09rd-xw4c`."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def plain_code(typed: str) -> str:
    """A code as it was typed, without blanks and hyphens."""
    return "".join(typed.split()).replace("-", "").lower()


def is_recovery_code(plain: str) -> bool:
    """Whether it has the form of a recovery code."""
    return _RECOVERY.fullmatch(plain) is not None


def _recovery_code() -> str:
    return "-".join("".join(choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _digest(plain: str) -> str:
    return sha256(plain.encode()).hexdigest()
