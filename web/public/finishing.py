"""Finishing: the end of registering, with a summary of what was chosen and how to change it."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from areas import ZoneView, fold_text, list_zones
from channels import Medium
from subscribers.preferences import Preferences, owner_of_contact, show_preferences
from templates import Topic
from web.public.another import LIKE, outermost, write_like
from web.public.context import READ, Context
from web.public.languages import chosen, offered
from web.public.preferring import Manager
from web.public.rendering import Slots

router = APIRouter()


@router.api_route("/m/{token}/done", methods=READ)
def done(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """The end of registering: what was chosen, and how to change it."""
    with context.home.database.reading() as session:
        who = owner_of_contact(session, contact)
        theirs = show_preferences(session, context.home.keys, who)
        zones = list_zones(session)
    slots = {"manage": f"/m/{token}", **_summary(theirs, zones, chosen(request))}
    return context.renderer.render_page("done", request, slots)


def _summary(theirs: Preferences, zones: Sequence[ZoneView], language: str) -> Slots:
    choices = theirs.choices
    quiet = choices.quiet_hours
    like = write_like(zones, choices.zones, choices.topics)
    return {
        "another": f"/subscribe?{urlencode({LIKE: like})}",
        "addresses": [each.address for each in theirs.contacts],
        "by": {each.medium.value for each in theirs.contacts},
        "phone_only": all(each.medium is Medium.SMS for each in theirs.contacts),
        "places": sorted(
            (each.name(language) for each in outermost(zones, choices.zones)), key=fold_text
        ),
        "topics": [topic for topic in Topic if topic in choices.topics],
        "spoken": offered(choices.language)[choices.language],
        "letters": choices.normal_letters,
        "quiet": f"{quiet.start:02}:00 - {quiet.end:02}:00" if quiet else "",
    }
