"""HTTP on this machine, as the tests speak it: nothing is encrypted, and no proxy is asked.

A client of httpx reads the certificates of a hundred authorities, for 28 ms, though everything here
is http://; these share one empty context instead.
"""

import ssl
from typing import Any

import httpx

LONGEST = 300  # seconds until an answer, on a busy machine
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def visit(url: str = "", **how: Any) -> httpx.Client:
    """A client of its own for one server; `how` is given to httpx."""
    return httpx.Client(
        **{
            "base_url": url,
            "timeout": LONGEST,
            "trust_env": False,
            "verify": _NO_CERTIFICATES,
            **how,
        }
    )


def get(url: str) -> httpx.Response:
    """One question, by a connection of its own."""
    with visit() as client:
        return client.get(url)


def post(url: str, **body: Any) -> httpx.Response:
    """One form or document, by a connection of its own."""
    with visit() as client:
        return client.post(url, **body)
