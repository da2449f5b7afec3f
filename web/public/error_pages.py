"""Error pages: every refusal and every bug as a page in the resident's language, or as a problem
document for a program."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from runtime import Problem
from web.problems import status_of
from web.public.archive import NoSuchPlace
from web.public.messages import advice, heading
from web.public.rendering import PageRenderer

LONGEST_NAMED = 80
PROGRAMS = ("/api/", "/callbacks/", "/challenge")


def add_error_pages(app: FastAPI, renderer: PageRenderer) -> None:
    """Let every refusal of the app be a page."""

    @app.exception_handler(Problem)
    def problem_met(request: Request, problem: Problem) -> Response:
        return error_page(renderer, request, status_of(problem), problem)

    @app.exception_handler(RequestValidationError)
    def not_valid(request: Request, _error: RequestValidationError) -> Response:
        return error_page(renderer, request, 404)

    @app.exception_handler(HTTPException)
    def http_met(request: Request, error: HTTPException) -> Response:
        answered = error_page(renderer, request, error.status_code)
        answered.headers.update(error.headers or {})
        return answered


def failure_page(renderer: PageRenderer) -> Callable[[Scope], Response]:
    """What is answered when a page fails by our own fault."""
    return lambda scope: error_page(renderer, Request(scope), 500)


def busy_page(renderer: PageRenderer) -> Callable[[Scope], Response]:
    """What is answered when more forms come at once than are let in."""

    def refused(scope: Scope) -> Response:
        answered = error_page(renderer, Request(scope), 503)
        answered.headers["Retry-After"] = "10"
        return answered

    return refused


def error_page(
    renderer: PageRenderer, request: Request, status: int, problem: Problem | None = None
) -> Response:
    """The page, or the RFC 9457 document, of a refusal."""
    title, words = heading(status), advice(status, problem)
    if request.url.path.startswith(PROGRAMS):
        document = {
            "type": "about:blank",
            "title": renderer.translate(title, request),
            "status": status,
            "detail": renderer.translate(words, request),
        }
        return JSONResponse(document, status, media_type="application/problem+json")
    named = problem.details[0][:LONGEST_NAMED] if isinstance(problem, NoSuchPlace) else ""
    slots = {"heading": title, "words": words, "named": named}
    return renderer.render_page("ending", request, slots, status=status)
