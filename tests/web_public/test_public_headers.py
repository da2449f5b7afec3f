"""Every answer carries the headers of docs/threat-model.md, 25; nothing can be framed, scripted
from elsewhere, or kept that is personal."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.web_public.conftest import PHONE, Opener, Pages
from web.public.assets import BadLogo

EVERYWHERE = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}
READING = "public, max-age=15, stale-if-error=3600"
CLASSES = [
    ("GET", "/", 200, READING),
    ("GET", "/privacy", 200, READING),
    ("GET", "/accessibility", 200, READING),
    ("GET", "/subscribe", 200, "no-store"),
    ("GET", "/link", 200, "no-store"),
    ("GET", "/challenge", 200, "no-store"),
    ("GET", "/contact.vcf", 200, "no-store"),
    ("GET", "/static/pages.css", 200, "public, max-age=86400"),
    ("GET", "/robots.txt", 200, "public, max-age=86400"),
    ("GET", "/sitemap.xml", 200, "public, max-age=86400"),
    ("GET", "/favicon.ico", 200, "public, max-age=86400"),
    ("GET", "/site.webmanifest", 200, "public, max-age=86400"),
    ("GET", "/alerts", 200, READING),
    ("GET", "/alerts.atom", 200, READING),
    ("GET", "/alerts.json", 200, READING),
    ("GET", "/calendar.ics", 200, READING),
    ("GET", "/embed", 404, "no-store"),
    ("GET", "/.well-known/security.txt", 404, "no-store"),
    ("GET", "/u/forged", 404, "no-store"),
    ("GET", "/p/forged", 404, "no-store"),
    ("GET", "/m/forged", 404, "no-store"),
    ("GET", "/confirm/forged", 404, "no-store"),
    ("GET", "/a/7", 404, "no-store"),
    ("GET", "/check?number=ZZZZZZ", 404, "no-store"),
    ("GET", "/nowhere", 404, "no-store"),
    ("POST", "/", 405, "no-store"),
    ("POST", "/subscribe", 415, "no-store"),
    ("DELETE", "/code", 405, "no-store"),
]


@pytest.mark.parametrize(("method", "path", "status", "kept"), CLASSES)
def test_every_class_of_answer_has_its_headers(
    quick_pages: Pages, method: str, path: str, status: int, kept: str
) -> None:
    answer = quick_pages.visitor.request(method, path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["cache-control"] == kept
    assert "set-cookie" not in answer.headers
    assert "geolocation=()" in answer.headers["permissions-policy"]


def test_a_style_named_by_its_content_is_kept_for_ever(quick_pages: Pages) -> None:
    front = quick_pages.get("/").text
    [url] = [
        part.split('"')[0] for part in front.split('href="') if part.startswith("/static/pages.css")
    ]

    assert "immutable" in quick_pages.get(url).headers["cache-control"]


def test_a_site_without_https_does_not_insist_on_it(quick_opener: Opener) -> None:
    pages = quick_opener(public_base_url="")

    assert "strict-transport-security" not in pages.get("/").headers


@pytest.mark.parametrize(
    "path",
    ["/", "/alerts", "/subscribe", "/link", "/privacy", "/accessibility", "/a/ZZZZZ", "/nowhere"],
)
@pytest.mark.parametrize("language", ["el", "en"])
def test_a_page_is_small_and_carries_nothing_inline(
    quick_pages: Pages, path: str, language: str
) -> None:
    answer = quick_pages.get(f"{path}?lang={language}")

    assert len(answer.content) < 50_000 - 12_000  # style and script weigh less than 12 KB
    assert f'<html lang="{language}">' in answer.text
    assert " style=" not in answer.text
    assert "<style" not in answer.text
    assert " onclick=" not in answer.text


def test_the_browsers_language_is_used_unless_another_is_chosen(quick_pages: Pages) -> None:
    assert (
        quick_pages.get("/", **{"accept-language": "de, en;q=0.8"}).headers["content-language"]
        == "en"
    )
    assert quick_pages.get("/", **{"accept-language": "de"}).headers["content-language"] == "en"
    assert (
        quick_pages.get("/?lang=el", **{"accept-language": "en"}).headers["content-language"]
        == "el"
    )


def test_a_failure_of_ours_is_a_page_without_a_traceback(quick_pages: Pages) -> None:
    proof = quick_pages.proof()
    with quick_pages.home.database.writing() as session:
        session.execute(text("DROP TABLE spent_challenge"))

    answer = quick_pages.subscribe(phone=PHONE, altcha=proof)

    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "Traceback" not in answer.text


def test_the_town_s_logo_stands_on_every_page(quick_opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "arms.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    pages = quick_opener(web={"logo": "arms.svg"})

    [url] = [
        part.split('"')[0]
        for part in pages.get("/").text.split('src="')
        if part.startswith("/static/")
    ]
    logo = pages.get(url)

    assert logo.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in logo.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["missing.png", "arms.exe"])
def test_a_logo_that_cannot_be_shown_stops_the_start(quick_opener: Opener, name: str) -> None:
    with pytest.raises(BadLogo, match="PNG or SVG"):
        quick_opener(web={"logo": name})
