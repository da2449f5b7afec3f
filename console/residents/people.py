"""Residents at the terminal: what was typed about them, and how they are shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from alerts.plain_words import BLOCK_WORDS
from areas import load_gazetteer
from channels import Medium
from channels.explanations import explain_cause
from console.terminal.output import say, table
from console.terminal.state_words import translate_word
from delivery import BlockReason
from delivery.contacts import Address
from runtime import Municipality, Said, joined, said
from subscribers import ConsentView, ContactView, FoundResident, GivenConsent, ResidentView
from subscribers.readings import (
    ConsentNeeded,
    read_email,
    read_given_at,
    read_landline,
    read_phone,
    read_source,
)


def read_addresses(texts: Iterable[str], municipality: Municipality) -> tuple[Address, ...]:
    """Phones and e-mail addresses, distinguished by the @; raises BadValue."""
    return tuple(
        read_email(text) if "@" in text else read_phone(text, municipality) for text in texts
    )


def read_zones(session: Session, words: Sequence[str]) -> frozenset[int]:
    """The ids of zones by code or name; raises UnknownArea or AmbiguousArea."""
    atlas = load_gazetteer(session)
    return frozenset(atlas.find(word).id for word in words)


def read_consent(
    source: str, given: str, municipality: Municipality, now: datetime
) -> GivenConsent:
    """A consent as typed; raises ConsentNeeded and the like."""
    if not source or not given:
        raise ConsentNeeded(said("Give --consent-source and --consent-at."))
    return GivenConsent(read_source(source), read_given_at(given, municipality, now))


def read_kept(landline: str | None, municipality: Municipality) -> str | None:
    """A landline as typed, '' for none any more; None stays as it is. Raises BadValue."""
    return None if landline is None else read_landline(landline, municipality)


def read_medium(text: str) -> Medium | None:
    """A medium, or none."""
    return Medium(text) if text else None


def show_found(found: Sequence[FoundResident], municipality: Municipality) -> None:
    """Residents in a list, masked."""
    if not found:
        return say(said("Nobody is found."))
    everywhere = said("everywhere")
    rows = [
        (
            str(each.id),
            each.name,
            each.language,
            ", ".join(each.zones) or everywhere,
            joined(", ", map(partial(_by, each), each.media)),
            "  ".join(each.contacts),
            said("left {day:%a %d/%m/%Y}", day=municipality.local(each.left_at))
            if each.left_at
            else "",
        )
        for each in found
    ]
    headings = [
        said("no"),
        said("name"),
        said("lang"),
        said("area"),
        said("by"),
        said("contacts"),
        "",
    ]
    return table(headings, rows)


def _by(found: FoundResident, medium: Medium) -> str:
    """A medium of a resident; of an SMS also that it comes in normal letters."""
    normal = medium is Medium.SMS and found.normal_letters
    return said("sms (normal letters)") if normal else medium.value


def found_json(found: Sequence[FoundResident]) -> list[dict[str, object]]:
    """The same as `--json` gives it: docs/json.md."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "language": each.language,
            "zones": each.zones,
            "media": each.media,
            "contacts": each.contacts,
            "normal_letters": each.normal_letters,
            "left": bool(each.left_at),
        }
        for each in found
    ]


def resident_lines(found: ResidentView, municipality: Municipality) -> list[tuple[str, str]]:
    """Everything about a resident, a label and a value at a time."""

    def day(moment: datetime) -> Said:
        return said("{day:%a %d/%m/%Y}", day=municipality.local(moment))

    left = found.left_at and said(
        "{day}: {reason}", day=day(found.left_at), reason=translate_word(found.left_reason)
    )
    lines: list[tuple[str, str]] = [
        (said("number"), str(found.id)),
        (said("name"), found.name),
        (said("language"), found.language),
        (said("first"), found.first_medium or ""),
        (said("zones"), ", ".join(found.zones) or said("the whole municipality")),
        (said("topics"), joined(", ", map(translate_word, found.topics)) or said("all")),
        (said("refused"), joined(", ", map(translate_word, found.refused))),
        (said("groups"), ", ".join(found.groups)),
        (said("help"), said("needs help") if found.needs_help else ""),
        (
            said("landline"),
            said("{number}, to be phoned by hand", number=found.landline) if found.landline else "",
        ),
        (
            said("letters"),
            said("SMS in normal Greek letters") if found.normal_letters else "",
        ),
        (said("since"), day(found.created_at)),
        (said("left"), left or ""),
    ]
    lines += [(each.medium, _contact(each, day(each.since), found.id)) for each in found.contacts]
    lines += [(said("consent"), _consent(each, day(each.given_at))) for each in found.consents]
    return [line for line in lines if line[1]]


def _contact(each: ContactView, day: Said, number: int) -> Said:
    standing, silence = translate_word(each.standing), _silence(each, number)
    return said(
        "{address} ({standing} since {day}){silence}",
        address=each.address,
        standing=standing,
        day=day,
        silence=silence,
    )


def _consent(each: ConsentView, day: Said) -> Said:
    topics = each.topics or said("all topics")
    return said("{source}, {day} ({topics})", source=each.source, day=day, topics=topics)


def _silence(contact: ContactView, number: int) -> str:
    """Why nothing is sent to a contact, and what to do about it."""
    if contact.block in {BlockReason.NONE, BlockReason.ERASED}:
        return ""
    why = explain_cause(contact.block_code) or BLOCK_WORDS[contact.block]
    return said(
        ": gets nothing: {why}. `tocsin residents unblock {number}` sends to it again",
        why=why,
        number=number,
    )


def resident_json(found: ResidentView) -> dict[str, object]:
    """Everything about a resident, as JSON has it; moments are UTC in ISO 8601."""
    return {
        "id": found.id,
        "name": found.name,
        "language": found.language,
        "first_medium": found.first_medium,
        "zones": found.zones,
        "groups": found.groups,
        "needs_help": found.needs_help,
        "landline": found.landline,
        "normal_letters": found.normal_letters,
        "topics": found.topics,
        "refused": found.refused,
        "contacts": [_contact_json(each) for each in found.contacts],
        "consents": [_consent_json(each) for each in found.consents],
        "created_at": found.created_at.isoformat(),
        "left_at": found.left_at and found.left_at.isoformat(),
        "left_reason": found.left_reason,
    }


def _contact_json(each: ContactView) -> dict[str, object]:
    return {
        "medium": each.medium,
        "address": each.address,
        "standing": each.standing,
        "since": each.since.isoformat(),
        "block": each.block,
        "block_code": each.block_code,
    }


def _consent_json(each: ConsentView) -> dict[str, object]:
    return {
        "source": each.source,
        "given_at": each.given_at.isoformat(),
        "recorded_at": each.recorded_at.isoformat(),
        "topics": each.topics,
    }
