"""Another: whoever has registered registers somebody else as well. The form for them keeps the
places and topics in its address, from page to page; what they get is theirs alone."""

from collections.abc import Collection, Mapping, Sequence

from starlette.requests import Request

from areas import ZoneView
from templates import Topic

LIKE = "like"  # the name in an address
LONGEST = 4000


def outermost(zones: Sequence[ZoneView], picked: Collection[str]) -> list[ZoneView]:
    """The places that were picked, without those inside another of them."""
    return [each for each in zones if each.code in picked and each.parent not in picked]


def write_like(
    zones: Sequence[ZoneView], picked: Collection[str], topics: Collection[Topic]
) -> str:
    """Places and topics as an address says them; it names nobody."""
    places = ",".join(each.code for each in outermost(zones, picked))
    return f"{places};{','.join(sorted(topics))}"


def read_like(request: Request, zones: Sequence[ZoneView]) -> Mapping[str, object]:
    """The places and topics that the address of a page says, as far as there are such; nothing
    where it says none."""
    places, cut, topics = request.query_params.get(LIKE, "")[:LONGEST].partition(";")
    if not cut:
        return {}
    named = set(places.split(","))
    return {
        "zones": {zone.code for zone in zones if zone.code in named},
        "topics": {Topic.EMERGENCY, *(topic for topic in Topic if topic in topics.split(","))},
    }
