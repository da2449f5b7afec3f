"""What programs ask every site for is there, is the same until it changes, and asks no database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError
from sqlalchemy import inspect, text

from runtime.config import Config
from tests.web_public.conftest import Opener, Pages

FILES = ["/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/favicon.ico"]
FILES += ["/site.webmanifest", "/static/pages.css"]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
CONTACT = {"security_contact": "holes@town.example.gr"}


def _security(pages: Pages) -> dict[str, str]:
    lines = pages.get("/.well-known/security.txt").text.splitlines()
    return dict(line.split(": ", 1) for line in lines)


@pytest.mark.parametrize("path", FILES)
def test_a_file_that_is_known_is_not_sent_again(quick_opener: Opener, path: str) -> None:
    pages = quick_opener(web=CONTACT)
    first = pages.get(path)

    again = pages.get(path, **{"if-none-match": f'"other", W/{first.headers["etag"]}'})

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert pages.get(path, **{"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_answered_without_a_database(quick_opener: Opener, path: str) -> None:
    pages = quick_opener(web=CONTACT)
    with pages.home.database.writing() as session:
        for table in inspect(pages.home.database.engine).get_table_names():
            session.execute(text(f"ALTER TABLE {table} RENAME TO gone_{table}"))

    assert pages.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/m/x", "/p/x", "/u/x", "/end/x", "/code/x", "/confirm/x"])
def test_robots_keep_out_of_what_is_somebodys_own(quick_pages: Pages, path: str) -> None:
    lines = quick_pages.get("/robots.txt").text.splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]

    assert path.startswith(tuple(closed))
    assert not any(page.startswith(tuple(closed)) for page in ("/", "/a/7K3QD", "/subscribe"))
    assert "Sitemap: https://warn.example.gr/sitemap.xml" in lines


def test_every_page_of_the_sitemap_is_there(quick_pages: Pages) -> None:
    tree = ElementTree.fromstring(quick_pages.get("/sitemap.xml").content)
    found = [str(each.text) for each in tree.iter(LOC)]

    assert "https://warn.example.gr/privacy?lang=en" in found
    for address in found:
        path = address.removeprefix("https://warn.example.gr")
        assert quick_pages.get(path).status_code == 200


def test_a_site_without_an_address_has_no_sitemap(quick_opener: Opener) -> None:
    pages = quick_opener(public_base_url="")

    assert pages.get("/sitemap.xml").status_code == 404
    assert "Sitemap" not in pages.get("/robots.txt").text


def test_the_contact_for_holes_expires_within_a_year(quick_opener: Opener) -> None:
    pages = quick_opener(web=CONTACT)
    pages.clock.ahead = timedelta(days=400)
    told = _security(pages)
    expires = datetime.strptime(told["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)

    assert told["Contact"] == "mailto:holes@town.example.gr"
    assert told["Canonical"] == "https://warn.example.gr/.well-known/security.txt"
    assert told["Preferred-Languages"] == "el, en"
    assert timedelta(days=30) < expires - pages.clock() < timedelta(days=365)


def test_the_contact_for_holes_is_else_the_municipality_s_site(quick_opener: Opener) -> None:
    pages = quick_opener(municipality={"web": "https://town.example.gr"})

    assert _security(pages)["Contact"] == "https://town.example.gr"


@pytest.mark.parametrize("given", ["phone us", "http://town.example.gr", "a@b.gr\nExpires: never"])
def test_a_contact_that_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="e-mail address"):
        Config.model_validate({"web": {"security_contact": given}})


def test_the_manifest_speaks_the_language_of_its_page(quick_pages: Pages) -> None:
    front = quick_pages.get("/?lang=en").text
    manifest = quick_pages.get("/site.webmanifest?lang=en").json()
    icon = manifest["icons"][0]

    assert '<link rel="manifest" href="/site.webmanifest?lang=en">' in front
    assert manifest["name"] == "Municipality of Dokimi"
    assert quick_pages.get(icon["src"]).headers["content-type"] == icon["type"] == "image/svg+xml"


def test_the_icon_has_the_municipality_s_colour(quick_opener: Opener) -> None:
    pages = quick_opener(municipality={"colour": "#7a1f1f"})

    icon = ElementTree.fromstring(pages.get("/favicon.ico").content)

    assert [each.get("fill") for each in icon][0] == "#7a1f1f"
    assert 'rel="icon" href="/static/icon.svg?v=' in pages.get("/").text


def test_the_logo_is_the_icon_where_there_is_one(quick_opener: Opener, tmp_path: Path) -> None:
    (tmp_path / "arms.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')

    pages = quick_opener(web={"logo": "arms.svg"})

    assert 'rel="icon" href="/static/logo?v=' in pages.get("/").text
