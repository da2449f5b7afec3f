"""Caching: for how long an answer is kept, and that it need not be sent again while it is the
same."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

BRIEFLY = "public, max-age=15, stale-if-error=3600"
FOR_A_DAY = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"


def kept(answer: Response, how_long: str) -> Response:
    """The answer, which browsers and proxies may keep."""
    answer.headers["Cache-Control"] = how_long
    return answer


def unless_known(request: Request, body: bytes, kind: str, how_long: str) -> Response:
    """The body, or 304 for whoever has exactly that (RFC 9110, 13.1.2)."""
    tag = f'"{sha256(body).hexdigest()[:16]}"'
    known = (each.strip() for each in request.headers.get("if-none-match", "").split(","))
    same = any(each.removeprefix("W/") in {tag, "*"} for each in known)
    answer = Response(status_code=304) if same else Response(body, media_type=kind)
    answer.headers["ETag"] = tag
    return kept(answer, how_long)
