"""Challenges: the proof of work of the residents' forms, in ALTCHA's protocol; each is signed,
expires, and counts once."""

import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import randbelow
from time import monotonic

import altcha
from sqlalchemy import delete, func, select
from sqlmodel import Session

from runtime import Home, Problem
from runtime.database import insert_into
from web.tables import SPENT

ALGORITHM = "PBKDF2/SHA-256"  # what WebCrypto can do, so that a browser works at its full speed
TRIES = 400  # at most; 200 on average
LIFETIME = timedelta(minutes=10)
STEP = 100  # spent within a lifetime: the work doubles with each
MOST_DOUBLINGS = 4
COUNTED_EVERY = 5.0  # seconds
HANDLE_BYTES = 16


class NoProof(Problem):
    """The check that a person is asking has not been done. It needs JavaScript; without it, phone
    us and we register you."""

    status = 403


class StaleProof(Problem):
    """The check that a person is asking was done too long ago, or counted already. Please send the
    form again."""

    status = 403


@dataclass(frozen=True, slots=True)
class SolvedChallenge:
    """A solution that was verified: the digest of its challenge, and the secret of the page that a
    form with it leads to: made anew, the same, whenever that form is sent once more."""

    digest: bytes
    expires_at: datetime
    handle: str


class Challenges:
    """Gives out challenges and takes their solutions."""

    def __init__(self, home: Home) -> None:
        self._base = home.config.registration.work
        self._secret = _secret(home, b"work")
        self._key_secret = _secret(home, b"work key")
        self._page_secret = _secret(home, b"work page")
        self._load = 0
        self._counted_at = -COUNTED_EVERY

    def give(self, home: Home, *, now: datetime) -> Mapping[str, object]:
        """A fresh challenge as ALTCHA writes it; it costs more while many are spent."""
        challenge = altcha.create_challenge(
            ALGORITHM,
            self._base * 2 ** min(self._spent(home, now) // STEP, MOST_DOUBLINGS),
            counter=randbelow(TRIES),
            expires_at=now + LIFETIME,
            hmac_secret=self._secret,
            hmac_key_secret=self._key_secret,
        )
        found: Mapping[str, object] = challenge.to_dict()
        return found

    def take(self, home: Home, proof: str, *, now: datetime) -> None:
        """Accept a solution once; raises NoProof or StaleProof."""
        read = self.read(proof, now=now)
        with home.database.writing() as session:
            if not self.spend(session, read, now=now):
                raise StaleProof

    def read(self, proof: str, *, now: datetime) -> SolvedChallenge:
        """Verify a solution, which may have been handed in before; raises NoProof or StaleProof."""
        if not proof:
            raise NoProof
        checked = altcha.verify_solution(proof, self._secret, hmac_key_secret=self._key_secret)
        if checked.expired:
            raise StaleProof
        if not checked.verified:
            raise NoProof
        nonce, expires_at = _read(proof)
        if expires_at <= now:
            raise StaleProof
        secret = hmac.digest(self._page_secret, nonce.encode(), "sha256")[:HANDLE_BYTES]
        handle = urlsafe_b64encode(secret).decode().rstrip("=")
        return SolvedChallenge(sha256(nonce.encode()).digest(), expires_at, handle)

    def spend(self, session: Session, proof: SolvedChallenge, *, now: datetime) -> bool:
        """Keep that a challenge was spent; whether it had not been before."""
        return _spend(session, proof.digest, proof.expires_at, now)

    def _spent(self, home: Home, now: datetime) -> int:
        if monotonic() - self._counted_at >= COUNTED_EVERY:
            self._counted_at = monotonic()
            with home.database.reading() as session:
                counted = session.scalar(select(func.count()).where(SPENT.c.expires_at > now))
            self._load = counted or 0
        return self._load


def _secret(home: Home, purpose: bytes) -> bytes:
    return hmac.digest(home.keys.link_key, b"tocsin " + purpose, "sha256")


def _read(proof: str) -> tuple[str, datetime]:
    """The nonce of a proof that was verified, and when it expires."""
    parameters = json.loads(b64decode(proof))["challenge"]["parameters"]
    return str(parameters["nonce"]), datetime.fromtimestamp(int(parameters["expiresAt"]), UTC)


def _spend(session: Session, digest: bytes, expires_at: datetime, now: datetime) -> bool:
    """Keep that a challenge was spent; whether it had not been before."""
    session.execute(delete(SPENT).where(SPENT.c.expires_at <= now))
    kept = (
        insert_into(session, SPENT)
        .values(digest=digest, expires_at=expires_at)
        .on_conflict_do_nothing()
    )
    return session.execute(kept.returning(SPENT.c.digest)).first() is not None
