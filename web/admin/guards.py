"""Guards: no route without the right it needs, nobody past it without a token that has that
right."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask

from runtime import Actor, Problem, Right
from runtime.ip_addresses import read_ip
from staff.tokens import Authenticated, UnknownToken, authenticate_token, note_token_use
from web.admin.bodies import JSON, BodyKind, check_json, check_text, read_body, replay
from web.admin.idempotency import Claim, forget
from web.admin.queries import check_query
from web.admin.request_context import AppContext, RequestContext, WriteContext
from web.peers import address_of
from web.problems import TokenNeeded

log = structlog.get_logger("web.admin")
# The only addresses that ask for no token: what monitors need, and the description of all others.
OPEN = frozenset({"/health", "/ready", "/metrics", "/openapi.json"})
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=120,
        pattern="^[!-~]+$",
        description="Makes a repeat of this request the same act; kept for seven days.",
        examples=["snow-17"],
    ),
]


@dataclass(frozen=True)
class Needs:
    """What a route declares: the rights that open it, all of them or any, and the body it takes."""

    rights: tuple[Right, ...]
    every: bool
    takes: BodyKind | None

    def opens_to(self, held: frozenset[Right]) -> bool:
        """Whether these rights are enough."""
        return held.issuperset(self.rights) if self.every else not held.isdisjoint(self.rights)

    def check(self, by: Actor) -> None:
        """Let the actor in, or raise NotAllowed."""
        if not self.opens_to(by.rights):
            by.needs(next(right for right in self.rights if right not in by.rights))


class Reads(Needs):
    """A route that changes nothing, for whoever holds one of these rights."""

    def __init__(self, *rights: Right, takes: BodyKind | None = None) -> None:
        super().__init__(rights, False, takes)

    async def __call__(self, request: Request) -> RequestContext:
        """The context, made by `Guarded`."""
        return _begun(request)


class Acts(Needs):
    """A route that changes something, for whoever holds all these rights; a key makes a repeat the
    same act."""

    def __init__(self, *rights: Right, takes: BodyKind = JSON) -> None:
        super().__init__(rights, True, takes)

    def __call__(self, request: Request, key: Key = None) -> WriteContext:
        """The context, made by `Guarded`, with its key."""
        context = _begun(request)
        act = f"{request.method} {request.url.path}"
        content = request.url.query.encode() + b"\n" + context.body
        claim = Claim.of(context.home.keys, context.by.ref, key, act, content) if key else None
        return WriteContext(context.app, context.by, context.now, context.body, claim)


class Guarded(APIRoute):
    """A route that looks at the token before anything else; it cannot be made without `Reads` or
    `Acts`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[None, None, Response]]:
        """The handler, behind the guard."""
        inner, needs = super().get_route_handler(), needs_of(self)
        known = list(_parameters(self.dependant))

        async def guarded(request: Request) -> Response:
            app: AppContext = request.app.state.context
            now = app.clock()
            try:
                arrival = await run_in_threadpool(_let_in, app, request, needs, now)
            except UnknownToken:
                await request.app.state.failed_tokens.hold(_peer(app, request))
                raise
            check_query([name for name, _ in request.query_params.multi_items()], known)
            body = await read_body(request, needs.takes) if needs.takes else b""
            if needs.takes is JSON:
                await run_in_threadpool(check_json, body)
            request.state.context = RequestContext(app, arrival.actor, now, body)
            response = await inner(Request(request.scope, replay(body)))
            if arrival.unnoted:
                response.background = BackgroundTask(_note, app, arrival.token_id, now)
            return response

        return guarded


def needs_of(route: APIRoute) -> Needs:
    """What a route declares to need; raises LookupError for one that declares nothing."""
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Needs):
            return dependency.call
    raise LookupError(f"{route.path} declares no right")


def _parameters(dependant: Dependant) -> Iterator[str]:
    """The query parameters of a route, by whatever it depends on."""
    yield from (field.alias for field in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


def _begun(request: Request) -> RequestContext:
    context: RequestContext = request.state.context
    return context


def _let_in(app: AppContext, request: Request, needs: Needs, now: datetime) -> Authenticated:
    given = request.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenNeeded("No token was shown.")
    peer = read_ip(_peer(app, request))
    with app.home.database.reading() as session:
        arrival = authenticate_token(session, token.strip(), now=now, peer=peer)
    needs.check(arrival.actor)
    for text in (request.url.path, *request.query_params.keys(), *request.query_params.values()):
        check_text(text)
    return arrival


def _peer(app: AppContext, request: Request) -> str:
    return address_of(request, app.home.config.web.trusted_proxies)


def _note(app: AppContext, token_id: int, now: datetime) -> None:
    """A courtesy, once a minute: when the database is busy, the next request does it instead."""
    try:
        with app.home.database.courtesy() as session:
            note_token_use(session, token_id, now=now)
            forget(session, now=now)
    except Problem as problem:
        log.info("the use of a token was not noted", token=token_id, why=type(problem).__name__)
