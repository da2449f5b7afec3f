"""The context of a request: what a handler has at hand, and `act`, by which whatever changes
something happens once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from alerts import Office
from runtime import Actor, Home, Municipality, Problem
from web.admin.fields import ToldOnce
from web.admin.idempotency import Answer, Claim, answered, keep, take
from web.admin.template_cache import TemplateCache

Work = Callable[[Session], BaseModel | None]
AGAIN = "Idempotency-Replayed"


class Collided(Problem):
    """Somebody changed the same thing at the same moment, so nothing was done. Repeat the
    request."""

    status = 409


@dataclass(frozen=True, slots=True)
class AppContext:
    """What all requests share: the home, its templates, the bell of the delivery engine, and the
    clock."""

    home: Home
    template_cache: TemplateCache
    ring: Callable[[], None]
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request of somebody who was let in, at one moment; `body` is what they sent, as it
    came."""

    app: AppContext
    by: Actor
    now: datetime
    body: bytes

    @property
    def home(self) -> Home:
        """The home this app serves."""
        return self.app.home

    @property
    def municipality(self) -> Municipality:
        """Whose residents these are."""
        return self.home.config.municipality

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment."""
        with self.home.database.reading() as session:
            yield session

    def office(self) -> Office:
        """The templates and channels as they are now on disk."""
        return self.app.template_cache.office()


@dataclass(frozen=True, slots=True)
class WriteContext(RequestContext):
    """A request that changes something, by a key of its own if it came with one."""

    claim: Claim | None

    def is_repeat(self) -> bool:
        """Whether this request was answered before, by its key; raises RequestKeyTaken."""
        if self.claim is None:
            return False
        with self.reading() as session:
            return answered(session, self.home.keys, self.claim) is not None

    def act(self, work: Work, *, status: int = 200, rings: bool = False) -> Response:
        """Carry out `work` and keep its answer in one transaction; a repeat is answered the same
        and does nothing."""
        try:
            answer, fresh = self._acted(work, status)
        except IntegrityError as error:
            if not _is_doubled(error):
                raise
            raise Collided from None
        if rings and fresh:
            self.app.ring()
        return _response(answer, fresh)

    def _acted(self, work: Work, status: int) -> tuple[Answer, bool]:
        keys = self.home.keys
        with self.home.database.writing() as session:
            before = take(session, keys, self.claim, now=self.now) if self.claim else None
            if before is not None:
                return before, False
            shown = work(session)
            session.flush()
            if self.claim:
                kept = shown.without_secret() if isinstance(shown, ToldOnce) else shown
                keep(session, keys, self.claim, _answer(status, kept))
            return _answer(status, shown), True


def _answer(status: int, shown: BaseModel | None) -> Answer:
    return Answer(status, shown.model_dump_json(by_alias=True) if shown is not None else "")


def _response(answer: Answer, fresh: bool) -> Response:
    headers = {} if fresh else {AGAIN: "true"}
    media_type = "application/json" if answer.content else None
    return Response(answer.content, answer.status, headers, media_type)


def _is_doubled(error: IntegrityError) -> bool:
    """Whether two wrote what may be there once; any other broken rule is a defect of ours."""
    return "UNIQUE" in str(error.orig) or getattr(error.orig, "sqlstate", "") == "23505"
