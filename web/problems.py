"""Problems on the wire: every refusal is one RFC 9457 answer, in the words that the terminal
prints."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from itertools import takewhile

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from runtime import Exit, Problem

PROBLEM_JSON = "application/problem+json"
# RFC 6750 says what a refused bearer is told.
_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="tocsin", error="invalid_token"'},
    403: {"WWW-Authenticate": 'Bearer realm="tocsin", error="insufficient_scope"'},
    429: {"Retry-After": "60"},
    503: {"Retry-After": "5"},
}
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")


class NotFound(Problem):
    """There is nothing at that address. /openapi.json lists what there is."""

    status = 404


class WrongMethod(Problem):
    """That address takes other methods. The header `Allow` names them."""

    status = 405


class TokenNeeded(Problem):
    """Show a token: `Authorization: Bearer toc_...`. An administrator makes one: `tocsin staff
    token create MEMBER`."""

    status = 401


class Unreadable(Problem):
    """The body cannot be read. Send JSON in UTF-8, without NUL or half characters."""

    status = 400


class NotValid(Problem):
    """The request does not have the form that is asked for. /openapi.json describes it."""


class BadParameter(Problem):
    """Nothing was done. /openapi.json names the parameters of each address."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` are those of the parameters, each with what is wrong with it."""
        super().__init__(*names.values())
        self.names = names


class UnknownParameter(BadParameter):
    """Nothing was done: what is not understood may be the one thing that matters. /openapi.json
    names the parameters of each address."""


class DoubledParameter(BadParameter):
    """Nothing was done: which of the two is meant is not certain. Give each parameter once."""


class Stopping(Problem):
    """Whether it was done is not certain. Repeat the request, with the same Idempotency-Key if it
    had one."""

    status = 503


class Defect(Problem):
    """Tocsin has a defect. What was committed before is safe; report it with what
    TOCSIN_LOG_LEVEL=debug shows."""

    status = 500


class Fault(BaseModel):
    """One thing that is wrong in a request: where in the body (a JSON pointer), or in which
    parameter."""

    detail: str
    pointer: str | None = Field(
        None, description="RFC 6901, as a URI fragment", examples=["#/areas/0"]
    )
    parameter: str | None = Field(None, description="a path, query or header parameter")


class ProblemDocument(BaseModel):
    """What went wrong (RFC 9457), in the words of the terminal."""

    type: str = Field(examples=["urn:tocsin:problem:audience-moved"])
    title: str = Field(examples=["Audience moved"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="what happened", examples=["55 recipients were expected, there are 81 now."]
    )
    advice: str = Field(
        description="why, and what to do next",
        examples=["Nothing was sent. Look at the new count."],
    )
    errors: list[Fault] | None = Field(None, description="each thing that is wrong in the request")


def explain_problems(app: FastAPI) -> None:
    """Let every refusal of an app be a problem document; what is no Problem is the frame's
    affair."""

    @app.exception_handler(Problem)
    def problem_met(request: Request, problem: Problem) -> Response:
        return answer(problem, faults=_pointed(problem, has_body=request.method != "GET"))

    @app.exception_handler(RequestValidationError)
    def not_valid(_request: Request, error: RequestValidationError) -> Response:
        return answer(NotValid("The request is not valid."), faults=_faults(error.errors()))

    @app.exception_handler(HTTPException)
    def http_met(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            allowed = {"Allow": ", ".join(_methods(request))}
            return answer(WrongMethod("That address does not take this method."), headers=allowed)
        if error.status_code == 404:
            return answer(NotFound("Not found."))
        return _plain(error.status_code, error.headers)


def answer(
    problem: Problem, *, headers: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()
) -> Response:
    """The answer to whoever met a problem."""
    status = status_of(problem)
    name = name_of(type(problem))
    document = ProblemDocument(
        type=f"urn:tocsin:problem:{name}",
        title=name.replace("-", " ").capitalize(),
        status=status,
        detail=_detail(problem),
        advice=problem.advice,
        errors=list(faults) or None,
    )
    return _written(document, {**_HEADERS.get(status, {}), **(headers or {})})


def _pointed(problem: Problem, *, has_body: bool) -> list[Fault]:
    """What of the request a problem is about, as far as it says so; what is stored and asked for by
    GET is in no body."""
    if isinstance(problem, BadParameter):
        return [Fault(detail=what, parameter=name) for name, what in problem.names.items()]
    pointers = problem.pointers if has_body else ()
    return [Fault(detail=_detail(problem), pointer=pointer) for pointer in pointers]


def _detail(problem: Problem) -> str:
    """What happened; a half character in what was sent must not break what is answered."""
    told = " ".join(problem.details_for_programs or problem.details) or problem.advice
    return told.encode("utf-8", "replace").decode()


def name_of(kind: type[Problem]) -> str:
    """What programs know a problem by, such as `audience-moved`."""
    words = re.findall(r"[A-Z][a-z0-9]*|[A-Z]+(?![a-z])", kind.__name__)
    return "-".join(words).lower()


def status_of(problem: Problem | type[Problem]) -> int:
    """Its HTTP status; when the installation is not in order it is no fault of the caller's."""
    unset = problem.status == Problem.status
    return 503 if unset and problem.exit is Exit.UNREACHABLE else problem.status


def _methods(request: Request) -> list[str]:
    """Every method that the address takes, whichever route it belongs to."""
    found: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        found |= (getattr(route, "methods", None) or set()) if match is not Match.NONE else set()
    return sorted(found)


def _plain(status: int, headers: Mapping[str, str] | None) -> Response:
    title = HTTPStatus(status).phrase
    return _written(
        ProblemDocument(
            type="about:blank", title=title, status=status, detail=title, advice="", errors=None
        ),
        headers or {},
    )


def _written(document: ProblemDocument, headers: Mapping[str, str]) -> Response:
    content = document.model_dump_json(exclude_none=True)
    return Response(content, document.status, headers, media_type=PROBLEM_JSON)


def _faults(errors: Sequence[Mapping[str, object]]) -> list[Fault]:
    """Never with the value that was given: it may be an address."""
    return [_fault(str(error["msg"]), error["loc"]) for error in errors]


def _fault(said: str, place: object) -> Fault:
    where, *steps = place if isinstance(place, Sequence) else ("body",)
    if where != "body":
        return Fault(detail=said, parameter=str(steps[0]) if steps else str(where))
    # A key that nobody asked for may be an address as well: the pointer ends before it.
    named = takewhile(lambda step: isinstance(step, int) or _FIELD.fullmatch(str(step)), steps)
    return Fault(detail=said, pointer="#" + "".join(f"/{step}" for step in named))
