"""Built: one whole message of every kind is built on every channel, as it would go out, and read
back."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from types import MappingProxyType
from urllib.parse import parse_qs

from channels import UNSUBSCRIBE_SLOT, Medium, Message, UnsafeHeader
from channels.mail import Sender, without_pictures
from channels.registry import AdapterFault, Contained, open_contained
from checks.results import CheckResult, fail, ok
from checks.situation import Situation
from checks.specimens import Specimen, Unwritten, all_specimens
from runtime import Problem, Said, counted, joined, said

LINK = "https://example.org/u/AAAAAAAAAAAAAAAAAAAAAA"
TO = {Medium.SMS: "+306900000000", Medium.EMAIL: "nobody@example.org"}
LASTS = timedelta(hours=12)
# What a channel calls the part of a message that is at fault: what that is, and what to do about
# it.
FAULTS: Mapping[str, tuple[Said, Said]] = {
    "sender": (
        said("our own From"),
        said("Correct sender in the section of the channel: Name <address@example.org>."),
    ),
    "subject": (said("the subject"), said("Correct the template's subject.")),
    "text": (said("the text"), said("Correct the template's text.")),
    "html": (said("the HTML"), said("Correct the template's HTML.")),
    "unsubscribe": (said("the link by which one leaves"), said("Correct public_base_url.")),
    "adapter": (
        said("the channel's own program"),
        said("Tell whoever wrote it; docs/channels.md, Its tests."),
    ),
}
OTHER = (said("what was built"), said("Report it: it is not what was meant."))


def check_messages(at: Situation) -> Iterator[CheckResult]:
    """Whether every kind of message can be built by every channel of the routes, and is read back
    as it was meant."""
    for medium, names in at.routes.items():
        found = list(all_specimens(at, medium))
        for each in found:
            if isinstance(each, Unwritten):
                yield fail(
                    said(
                        "{medium}: '{kind}' has no words: {why}",
                        medium=medium.value,
                        kind=each.kind,
                        why=joined(" ", each.why.details),
                    ),
                    said(each.why.why),
                )
        written = [each for each in found if isinstance(each, Specimen)]
        for name in names:
            yield from _of_channel(at, name, medium, written)


def _of_channel(
    at: Situation, name: str, medium: Medium, written: list[Specimen]
) -> Iterator[CheckResult]:
    try:
        faults = asyncio.run(_faults(at, name, written))
    except Problem:
        return  # the check of the providers says so
    if faults is None:
        yield ok(
            said(
                "{medium}: '{name}' does not show what it would send",
                medium=medium.value,
                name=name,
            )
        )
        return
    for fault, kinds in faults.items():
        yield _at_fault(name, medium, fault, kinds)
    if not faults:
        yield _all_built(name, medium, len(written))


def _at_fault(name: str, medium: Medium, fault: str, kinds: list[str]) -> CheckResult:
    which, fix = FAULTS.get(fault, OTHER)
    cannot = counted(
        len(kinds),
        "{medium}: '{name}' cannot build {count} kind of message ({first}): {which} is at fault",
        "{medium}: '{name}' cannot build {count} kinds of messages ({first}, ...): {which} is at fault",
        medium=medium.value,
        name=name,
        first=kinds[0],
        which=which,
    )
    return fail(cannot, fix)


def _all_built(name: str, medium: Medium, number: int) -> CheckResult:
    return ok(
        counted(
            number,
            "{medium}: '{name}' builds {count} message, and it reads as it was meant",
            "{medium}: '{name}' builds {count} messages, and each reads as it was meant",
            medium=medium.value,
            name=name,
        )
    )


async def _faults(at: Situation, name: str, written: list[Specimen]) -> dict[str, list[str]] | None:
    """What is at fault, and in which kinds of messages; None when the channel does not show what it
    would send."""
    names = at.home.config.municipality.name
    sender = str(getattr(at.settings_of(name), "sender", ""))
    channel = open_contained(name, at.home.config.channels, at.home.path, names)
    faults: dict[str, list[str]] = {}
    try:
        if not channel.writes:
            return None
        for each in written:
            link = LINK if UNSUBSCRIBE_SLOT in each.wording.text else ""
            message = Message(
                "1-example", TO[each.wording.medium], each.wording, at.now + LASTS, link
            )
            fault = await _fault_of(channel, message, sender=sender, names=names)
            if fault and each.kind not in faults.setdefault(fault, []):
                faults[fault].append(each.kind)
    finally:
        await channel.close()
    return faults


async def _fault_of(
    channel: Contained, message: Message, *, sender: str, names: Mapping[str, str]
) -> str:
    try:
        raw = await channel.write(message)
    except UnsafeHeader as unsafe:
        return unsafe.code
    except (AdapterFault, TimeoutError):
        return "adapter"
    return fault_in(raw, message, sender=sender, names=names)


def fault_in(
    raw: bytes, message: Message, *, sender: str, names: Mapping[str, str] = MappingProxyType({})
) -> str:
    """What of a message that was built is not as it was meant; empty when all is.

    `sender` is as configured, `names` are the municipality's by language.
    """
    words = message.wording
    if words.medium is Medium.EMAIL:
        meant = Sender.of(sender).named(names, words.language) if sender else None
        return _fault_of_mail(BytesParser(policy=default).parsebytes(raw), message, meant)
    return "" if _holds(raw, words.text) else "text"


def _fault_of_mail(read: EmailMessage, message: Message, sender: Sender | None) -> str:
    words, link = message.wording, message.unsubscribe
    written, _ = without_pictures(words.html)
    text, html = read.get_body(("plain",)), read.get_body(("html",))
    meant = {
        "sender": sender is None or sender.is_read_in(read["From"]),
        "address": str(read["To"]) == message.to,
        "subject": str(read["Subject"]) == words.subject.strip(),
        "text": text is not None and _plain(text.get_content()) == _plain(words.text, link),
        "html": not words.html
        or (html is not None and _plain(html.get_content()) == _plain(written, link)),
        "unsubscribe": str(read["List-Unsubscribe"] or "") == (f"<{link}>" if link else ""),
        "headers": read["Auto-Submitted"] == "auto-generated"
        and len(read.get_all("Message-ID", [])) == 1,
    }
    return next((name for name, holds in meant.items() if not holds), "")


def _plain(text: str, link: str = "") -> str:
    return text.replace(UNSUBSCRIBE_SLOT, link).replace("\r\n", "\n").rstrip()


def _holds(raw: bytes, text: str) -> bool:
    """Whether the text of an SMS stands whole in what would be sent: a field of a form, or the
    words themselves."""
    whole = raw.decode("utf-8", "replace")
    return text in whole or any(text in values for values in parse_qs(whole).values())
