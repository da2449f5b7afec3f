"""The archive: a page with all alerts of the last twelve months, by month, filtered by place, topic
and words."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from math import ceil
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from alerts import read_public_number
from areas import ZoneView, fold_text
from runtime import Problem
from templates import Topic
from web.public.alert_archive import ArchivedAlert, ArchiveSnapshot
from web.public.alert_cards import AlertCard
from web.public.caching import BRIEFLY, kept
from web.public.context import READ, Context
from web.public.languages import chosen

ON_A_PAGE = 20
LONGEST_WORDS = 80
FILTERS = ("words", "place", "topic", "month")

router = APIRouter()


class NoSuchPlace(Problem):
    """The address names a place that does not exist here. The archive lists the places."""

    status = 404
    for_programs = "There is no place with this code. The archive of alerts lists the places."


@dataclass(frozen=True, slots=True)
class ArchiveQuery:
    """What somebody looks for; empty means everything. `unknown` are the filters that name
    nothing there is, with what they name: the list is as if they were not set, and says so."""

    words: str
    place: str
    topic: str
    month: str
    unknown: Mapping[str, str]

    @classmethod
    def of(
        cls, request: Request, snapshot: ArchiveSnapshot, months: Collection[str]
    ) -> "ArchiveQuery":
        """What stands in the address; what is not there to be chosen is left out."""
        asked = {name: request.query_params.get(name, "").strip() for name in FILTERS}
        there: Mapping[str, Collection[str]] = {
            "place": {zone.code for zone in snapshot.zones},
            "topic": set(Topic),
            "month": months,
        }
        unknown = {
            name: asked[name][:LONGEST_WORDS]
            for name, known in there.items()
            if asked[name] and asked[name] not in known
        }
        chosen = {name: "" if name in unknown else value for name, value in asked.items()}
        return cls(
            chosen["words"][:LONGEST_WORDS],
            chosen["place"],
            chosen["topic"],
            chosen["month"],
            unknown,
        )

    @property
    def address(self) -> str:
        """It in an address, behind other parts."""
        given = {name: value for name in FILTERS if (value := getattr(self, name))}
        return f"&{urlencode(given)}" if given else ""

    def finds(self, zones: Sequence[ZoneView]) -> Callable[[ArchivedAlert], bool]:
        """Whether an alert is one of those looked for, the month aside."""
        wanted, number = fold_text(self.words).split(), read_public_number(self.words)
        around = places_around(zones, self.place)

        def found(each: ArchivedAlert) -> bool:
            card = each.card
            if self.topic and self.topic not in card.topics:
                return False
            if not card.concerns(around):
                return False
            if number and card.public_number == number:
                return True
            return all(word in each.words for word in wanted)

        return found


@router.api_route("/alerts", methods=READ)
def look_up(request: Request, context: Context) -> Response:
    """Every alert of twelve months, the newest first, 20 on a page, by month, place, topic and
    words."""
    snapshot, language = context.archive.latest(), chosen(request)
    month_of = _month_of(context.home.config.municipality.local)
    months = {month_of(each.card): each.card.issued_at for each in snapshot.alerts}
    asked = ArchiveQuery.of(request, snapshot, months)
    found = [each.card for each in filter(asked.finds(snapshot.zones), snapshot.alerts)]
    if asked.month:
        found = [card for card in found if month_of(card) == asked.month]
    page, pages = _page(request.query_params.get("page", ""), len(found))
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    slots: Mapping[str, object] = {
        "asked": asked,
        "count": len(found),
        "page": page,
        "pages": pages,
        "groups": [list(cards) for _, cards in groupby(shown, key=month_of)],
        "now": context.now(),
        "tried": any(each.card.trial for each in snapshot.alerts),
        "months": months,
        "topics": list(Topic),
        "places": [(zone.code, zone.depth, zone.name(language)) for zone in snapshot.zones],
    }
    return kept(context.renderer.render_page("archive", request, slots), BRIEFLY)


def places_around(zones: Sequence[ZoneView], code: str) -> frozenset[str]:
    """A place, those around it and those inside it: what is said for any of them concerns it."""
    parents = {zone.code: zone.parent for zone in zones}
    inside = {each for each in parents if code in _upwards(parents, each)}
    return frozenset({*_upwards(parents, code), *inside})


def _upwards(parents: Mapping[str, str], code: str) -> Iterator[str]:
    while code in parents:
        yield code
        code = parents[code]


def _month_of(local: Callable[[datetime], datetime]) -> Callable[[AlertCard], str]:
    return lambda card: f"{local(card.issued_at):%Y-%m}"


def _page(typed: str, found: int) -> tuple[int, int]:
    """Which page is shown, and how many there are."""
    pages = max(1, ceil(found / ON_A_PAGE))
    asked = int(typed) if typed.isdecimal() and len(typed) < 6 else 1
    return min(pages, max(1, asked)), pages
