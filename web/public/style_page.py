"""The style page: every part of the pages on one, for whoever works on them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.public.alert_cards import AlertCard
from web.public.colours import Palette
from web.public.context import READ, Context
from web.public.signs import SIGNS

LEVELS = {"Extreme": "fire", "Severe": "storm", "Moderate": "snow", "Minor": "event"}
FAULT = "Enter a mobile number or an e-mail address."
ZONES = [
    {
        "code": "unit",
        "name": "Δημοτική Ενότητα Χορτιάτη",
        "inside": [
            {"code": "one", "name": "Χορτιάτης", "inside": []},
            {"code": "two", "name": "Ασβεστοχώρι", "inside": []},
        ],
    }
]

router = APIRouter()


@router.api_route("/style", methods=READ)
def show_style(request: Request, context: Context) -> Response:
    """Every part of these pages on one, while they are worked on: 404 once `public_base_url` is an
    https address."""
    config = context.home.config
    if config.public_base_url.startswith("https://"):
        raise HTTPException(404)
    slots = {
        "cards": list(_examples(context.now())),
        "signs_there": SIGNS,
        "palette": Palette.of(config.municipality.colour),
        "zones": ZONES,
        "errors": {"broken": context.renderer.translate(FAULT, request)},
    }
    return context.renderer.render_page("style", request, slots)


def _examples(now: datetime) -> Iterator[AlertCard]:
    """An alert of each level, which was never sent."""
    for number, (severity, sign) in enumerate(LEVELS.items()):
        yield AlertCard(
            number=number,
            public_number="7K3QD",
            severity=severity,
            issued_at=now,
            expires_at=now + timedelta(hours=6),
            over=False,
            titles={"el": f"Δείγμα {severity}", "en": f"Specimen, {severity}"},
            places=({"el": "Πανόραμα", "en": "Panorama", "": "panorama"},),
            bodies={"el": "Δείγμα.", "en": "Specimen."},
            sign=sign,
        )
