"""The OpenAPI document: what FastAPI knows, and what the guards add: the token, its right, and
every refusal."""

from collections.abc import Iterator
from json import dumps, loads
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from web.admin.guards import Guarded, needs_of
from web.problems import PROBLEM_JSON, Fault, ProblemDocument

SCHEME = "token"
ALWAYS = {
    "400": "The request cannot be read.",
    "401": "No token, or one that opens nothing.",
    "403": "The token has not the right, or the rules forbid it.",
    "404": "There is no such thing.",
    "409": "It contradicts how things stand, or what the key was used for.",
    "422": "The request is not valid, or what it asks for cannot be.",
    "503": "The installation cannot do it now.",
}
SENDING = {
    "413": "The body is too large.",
    "415": "The body is of another type.",
}
# The schemas that programs know by another name than that of their class.
KNOWN_AS = {"CorrectionKind": "Kind", "LatePolicy": "Late", "SecondPerson": "Second"}
REFERENCE = {"$ref": "#/components/schemas/ProblemDocument"}


class Documented(FastAPI):
    """An app whose document says of each route which right it needs and how it refuses."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _completed(_renamed(super().openapi()), self)
        return self.openapi_schema


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    written = dumps(document)
    for name, known in KNOWN_AS.items():
        written = written.replace(f'"{name}"', f'"{known}"').replace(f'/{name}"', f'/{known}"')
    renamed: dict[str, Any] = loads(written)
    parts = renamed["components"]
    parts["schemas"] = dict(sorted(parts["schemas"].items()))
    return renamed


def _completed(document: dict[str, Any], app: FastAPI) -> dict[str, Any]:
    parts = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas.update({each.__name__: _schema(each) for each in (ProblemDocument, Fault)})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    parts["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "toc_<id>_<secret>"}
    }
    for route, operation in _operations(document, app):
        needs = needs_of(route)
        rights = (" and " if needs.every else " or ").join(f"`{right}`" for right in needs.rights)
        operation["security"] = [{SCHEME: []}]
        operation["description"] = f"{operation.get('description', '')}\n\nNeeds {rights}.".strip()
        refusals = ALWAYS | (SENDING if needs.takes else {})
        operation["responses"].update({status: _refusal(said) for status, said in refusals.items()})
    return document


def _operations(
    document: dict[str, Any], app: FastAPI
) -> Iterator[tuple[APIRoute, dict[str, Any]]]:
    for route in app.routes:
        if isinstance(route, Guarded):
            for method in route.methods or ():
                yield route, document["paths"][route.path_format][method.lower()]


def _schema(model: type[ProblemDocument] | type[Fault]) -> dict[str, Any]:
    found = model.model_json_schema(ref_template="#/components/schemas/{model}")
    found.pop("$defs", None)
    return found


def _refusal(said: str) -> dict[str, Any]:
    return {"description": said, "content": {PROBLEM_JSON: {"schema": REFERENCE}}}
