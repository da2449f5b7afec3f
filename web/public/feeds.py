"""Feeds: what is in force and what ended lately, for programs that follow it, as Atom (RFC 4287)
and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from xml.etree import ElementTree

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts import alert_page
from runtime.chains import in_language
from web.public.alert_cards import AlertCard
from web.public.caching import BRIEFLY, unless_known
from web.public.context import READ, Context, PageContext
from web.public.languages import chosen, mark
from web.public.plain_text import without_controls

ATOM = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LATELY = timedelta(days=7)  # so long what is over is still told
MOST = 100  # entries
WITHOUT_TRIALS = mark("without test alerts")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One alert in a feed; `url` is its address and its name, `updated` when the last became of
    it."""

    url: str
    language: str
    title: str
    summary: str
    text: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """The alerts of one language, those that changed last first."""

    base: str
    path: str
    language: str
    town: str
    title: str
    updated: datetime
    entries: Sequence[FeedEntry]

    @property
    def url(self) -> str:
        """Its own address."""
        return f"{self.base}{self.path}?lang={self.language}"


@router.api_route("/alerts.atom", methods=READ)
def atom(request: Request, context: Context) -> Response:
    """What is in force and what ended within a week, as Atom; none without `public_base_url`."""
    return _answer(request, _atom(_feed(request, context)), "application/atom+xml; charset=utf-8")


@router.api_route("/alerts.json", methods=READ)
def json_feed(request: Request, context: Context) -> Response:
    """The same as JSON Feed."""
    body = json.dumps(_document(_feed(request, context)), ensure_ascii=False).encode()
    return _answer(request, body, "application/feed+json; charset=utf-8")


def _answer(request: Request, body: bytes, kind: str) -> Response:
    answer = unless_known(request, body, kind, BRIEFLY)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _feed(request: Request, context: PageContext) -> Feed:
    config, language, now = context.home.config, chosen(request), context.now()
    if not config.public_base_url:
        raise HTTPException(404)
    entries = sorted(_entries(context, language, now), key=lambda each: each.updated, reverse=True)
    # An empty feed is as old as its day, so that it stays the same for as long.
    today = datetime.combine(now.astimezone(UTC), time(), UTC)
    return Feed(
        config.public_base_url.rstrip("/"),
        request.url.path,
        language,
        in_language(config.municipality.name, language),
        _title(context, request),
        entries[0].updated if entries else today,
        entries[:MOST],
    )


def _title(context: PageContext, request: Request) -> str:
    """What the feed is called; where alerts of a trial are left out, it says so."""
    title = context.renderer.translate("Alerts and notices for residents", request)
    if not any(each.card.trial for each in context.archive.latest().alerts):
        return title
    return f"{title} ({context.renderer.translate(WITHOUT_TRIALS, request)})"


def _entries(context: PageContext, language: str, now: datetime) -> Iterator[FeedEntry]:
    """What programs may take as true: nothing that a sandbox or a file kept."""
    cards = [archived.card for archived in context.archive.latest().alerts]
    corrected = _corrected_at(cards)
    for card in cards:
        changed = card.changed_at(now)
        if card.in_force(now):
            # Once it was over: what ended it was taken back, by the last that came of it.
            changed = max(changed, corrected.get(card.public_number, changed))
        if (card.in_force(now) or changed > now - LATELY) and not card.trial:
            yield _entry(context, card, language, now, changed)


def _corrected_at(cards: Sequence[AlertCard]) -> Mapping[str, datetime]:
    """When each alert was last corrected, or what corrected it."""
    before = {card.public_number: card.corrects for card in cards}
    found: dict[str, datetime] = {}
    for card in cards:
        number = card.corrects
        while number:
            found[number] = max(card.issued_at, found.get(number, card.issued_at))
            number = before.get(number, "")
    return found


def _entry(
    context: PageContext, card: AlertCard, language: str, now: datetime, changed: datetime
) -> FeedEntry:
    in_force, title = card.in_force(now), card.headline(language)
    summary = without_controls(context.renderer.render_brief(card, language, in_force=in_force))
    words = card.bodies.get(card.language_for(language), "")
    page = alert_page(context.home.config.public_base_url, card.public_number)
    return FeedEntry(
        f"{page}?lang={language}",
        card.language_for(language),
        without_controls(title if in_force else context.renderer.render_over(title, language)),
        summary,
        # What is over is not told again.
        without_controls(f"{summary}\n\n{words}") if in_force else summary,
        card.issued_at,
        changed,
    )


def _atom(feed: Feed) -> bytes:
    root = ElementTree.Element("feed", {"xmlns": ATOM, XML_LANGUAGE: feed.language})
    _add(root, "id", feed.url)
    _add(root, "title", f"{feed.town}: {feed.title}")
    _add(root, "updated", _moment(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", href=f"{feed.base}/?lang={feed.language}")
    _add(ElementTree.SubElement(root, "author"), "name", feed.town)
    for entry in feed.entries:
        child = ElementTree.SubElement(root, "entry", {XML_LANGUAGE: entry.language})
        _add(child, "id", entry.url)
        _add(child, "title", entry.title)
        _add(child, "published", _moment(entry.published))
        _add(child, "updated", _moment(entry.updated))
        _add(child, "link", rel="alternate", type="text/html", href=entry.url)
        _add(child, "summary", entry.summary)
        _add(child, "content", entry.text, type="text")
    whole: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return whole


def _document(feed: Feed) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{feed.town}: {feed.title}",
        "home_page_url": f"{feed.base}/?lang={feed.language}",
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.town}],
        "items": [_item(entry) for entry in feed.entries],
    }


def _item(entry: FeedEntry) -> dict[str, str]:
    return {
        "id": entry.url,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_text": entry.text,
        "date_published": _moment(entry.published),
        "date_modified": _moment(entry.updated),
        "language": entry.language,
    }


def _add(parent: ElementTree.Element, name: str, words: str = "", **given: str) -> None:
    ElementTree.SubElement(parent, name, given).text = words or None


def _moment(moment: datetime) -> str:
    """RFC 3339."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
