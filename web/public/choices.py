"""Choices: what a resident wants, as a form shows it and as it comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from areas import ZoneView, fold_text, list_zones
from channels import Medium
from runtime import Problem
from subscribers.preferences import (
    Agreement,
    BadQuietHours,
    Choices,
    Preferences,
    QuietHours,
    manage_url,
    owner_of_contact,
    show_preferences,
)
from subscribers.readings import read_language, read_topic
from subscribers.registration import read_network
from templates import Topic
from web.public.another import read_like
from web.public.context import PageContext
from web.public.forms import ParsedForm
from web.public.languages import DEFAULT, chosen, mark, offered

OPEN_FOR = timedelta(hours=1)
AGREED = mark("By saving, I agree to receive messages on the topics I have ticked.")
BAD_HOURS = mark("Choose a start time and a different end time, or none for both.")


@dataclass(frozen=True, slots=True)
class Branch:
    """A zone and those inside it, named in a language."""

    code: str
    name: str
    inside: Sequence["Branch"]


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """What a page of choices is about: where its forms go, and whether it shows everything that is
    the resident's own."""

    path: str
    contact_id: int
    whole: bool = True
    fresh: bool = False
    told: str = ""


def own_page(context: PageContext, contact_id: int) -> str:
    """The address of the page with everything that is a resident's own, open for an hour."""
    return manage_url("", context.home.keys, contact_id, context.now() + OPEN_FOR)


def show_choices(
    context: PageContext,
    request: Request,
    shown: ChoicesPage,
    form: ParsedForm | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    """The page on which a resident chooses; errors are in English. Raises NotRegistered."""
    with context.home.database.reading() as session:
        theirs = show_preferences(
            session, context.home.keys, owner_of_contact(session, shown.contact_id)
        )
        zones = list_zones(session)
    liked = read_like(request, zones) if shown.fresh else {}
    slots = {
        "here": shown.path,
        "whole": shown.whole and not shown.fresh,
        "fresh": shown.fresh,
        "told": shown.told,
        "adding": shown.whole and not shown.fresh,
        "zones": _tree(zones, chosen(request, theirs.choices.language)),
        "topics": list(Topic),
        "chosen": _as_sent(form, theirs)
        if form and form.has("language")
        else {**_as_shown(theirs), **liked},
        "spoken": offered(theirs.choices.language),
        "contacts": theirs.contacts,
        "form": form or ParsedForm({}),
        "errors": context.renderer.translate_all(errors or {}, request),
        "agreed": AGREED,
    }
    status = 422 if errors else 200
    return context.renderer.render_page(
        "preferences", request, slots, status=status, own=theirs.choices.language
    )


def read_choices(session: Session, form: ParsedForm) -> Choices:
    """What was chosen; raises BadQuietHours or BadValue."""
    known = {zone.code for zone in list_zones(session)}
    language, first = form.one("language"), form.one("first")
    return Choices(
        zones=frozenset(code for code in form.all("zone") if code in known),
        topics=frozenset(read_topic(topic) for topic in form.all("topic")),
        language=_language(language),
        quiet_hours=_quiet_hours(form.one("quiet_from"), form.one("quiet_until")),
        first_medium=Medium(first) if first in set(Medium) else None,
        normal_letters=form.has("letters"),
    )


def _language(text: str) -> str:
    """One of the pages', or the one they have; Greek for what is none."""
    try:
        return read_language(text)
    except Problem:
        return DEFAULT


def agreement(context: PageContext, request: Request) -> Agreement:
    """What stands behind a choice made on our page."""
    words = context.renderer.translate(AGREED, request)
    network = read_network(context.address_of(request)).kept
    return Agreement(sha256(words.encode()).hexdigest(), network)


def _quiet_hours(start: str, end: str) -> QuietHours | None:
    if not start and not end:
        return None
    begins, ends = _hour(start), _hour(end)
    if begins is None or ends is None:
        raise BadQuietHours
    return QuietHours(begins, ends)


def _hour(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 2 else None


def _as_shown(theirs: Preferences) -> Mapping[str, object]:
    choices = theirs.choices
    quiet = choices.quiet_hours
    return {
        "zones": choices.zones,
        "topics": choices.topics,
        "language": choices.language,
        "quiet_from": quiet.start if quiet else None,
        "quiet_until": quiet.end if quiet else None,
        "first": choices.first_medium or "",
        "letters": choices.normal_letters,
    }


def _as_sent(form: ParsedForm, theirs: Preferences) -> Mapping[str, object]:
    """What was typed, so that nothing has to be typed twice."""
    kept = theirs.choices.topics & {Topic.EMERGENCY}
    return {
        "zones": set(form.all("zone")),
        "topics": {*form.all("topic"), *kept},
        "language": form.one("language"),
        "first": form.one("first"),
        "letters": form.has("letters"),
        "quiet_from": _hour(form.one("quiet_from")),
        "quiet_until": _hour(form.one("quiet_until")),
    }


def _tree(found: Sequence[ZoneView], language: str, parent: str = "") -> list[Branch]:
    branches = [
        Branch(zone.code, zone.name(language), _tree(found, language, zone.code))
        for zone in found
        if zone.parent == parent
    ]
    return sorted(branches, key=lambda branch: fold_text(branch.name))
