"""What comes in is small, ours, and read within bounds."""

import pytest
from sqlalchemy import text
from starlette.requests import Request

from runtime.config.sections import Web
from templates import Topic
from tests.web_public.conftest import PHONE, Pages
from web.peers import address_of

TRUSTED = Web.model_validate(
    {"trusted_proxies": ["127.0.0.0/8", "10.0.0.0/8", "fd00::/8"]}
).trusted_proxies


@pytest.mark.parametrize("size", [65 * 1024, 2 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(quick_pages: Pages, size: int) -> None:
    assert quick_pages.post("/subscribe", {"phone": "6" * size}).status_code == 413


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "text/plain", "application/json", ""]
)
def test_a_form_is_urlencoded_and_nothing_else(quick_pages: Pages, kind: str) -> None:
    answer = quick_pages.visitor.post(
        "/subscribe", content=b"phone=1", headers={"content-type": kind}
    )

    assert answer.status_code == 415


@pytest.mark.parametrize("body", [b"a=%ff", b"&".join(b"a=1" for _ in range(3000))])
def test_a_garbled_form_is_refused(quick_pages: Pages, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    assert quick_pages.visitor.post("/subscribe", content=body, headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("header", "value", "accepted"),
    [
        ("sec-fetch-site", "same-origin", True),
        ("sec-fetch-site", "none", True),
        ("sec-fetch-site", "cross-site", False),
        ("sec-fetch-site", "same-site", False),
        ("origin", "https://warn.example.gr", True),
        ("origin", "https://evil.example", False),
        ("origin", "null", False),
    ],
)
def test_a_form_from_another_site_does_nothing(
    quick_pages: Pages, header: str, value: str, accepted: bool
) -> None:
    fields = {"phone": PHONE, "consent": "yes", "altcha": quick_pages.proof()}

    answer = quick_pages.post("/subscribe?lang=en", fields, **{header: value})

    assert answer.status_code == (200 if accepted else 403)
    assert ("another website" in answer.text) is not accepted


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger says anything
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        (
            "127.0.0.1",
            "8.8.8.8, 198.51.100.1",
            "198.51.100.1",
        ),  # what the visitor wrote stands further left
        ("127.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("127.0.0.1", "8.8.8.8, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::ffff:127.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("fd00::1", "2001:db8::5, fd00::2", "2001:db8::5"),
    ],
)
def test_the_visitor_is_whom_the_trusted_proxy_saw(peer: str, forwarded: str, found: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})

    assert address_of(request, TRUSTED) == found


def test_a_visitor_with_another_language_reads_english_and_keeps_theirs(
    quick_pages: Pages,
) -> None:
    path = quick_pages.mail_link(quick_pages.registered(), Topic.WEATHER).replace("/u/", "/p/")
    with quick_pages.home.database.writing() as session:
        session.execute(text("UPDATE resident SET language = 'de'"))

    shown = quick_pages.get(path)
    quick_pages.post(path, {"language": "de", "topic": "roads"})

    assert shown.headers["content-language"] == "en"
    assert 'value="de" checked' in shown.text
    assert "Deutsch" in shown.text
    assert quick_pages.rows("SELECT language FROM resident") == [("de",)]
