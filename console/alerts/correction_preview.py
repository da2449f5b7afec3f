"""A correction before it is confirmed: its words, who got the alert, and who will get this."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts import Alert, CorrectionKind, Office
from alerts.audience import Forecast
from alerts.corrections import PreparedCorrection
from alerts.issuing import ApprovalRules
from alerts.plain_words import describe_places, template_title
from console.terminal.preview import area_names, reasons
from console.terminal.preview_json import forecast_json, words_json
from delivery.fallback import FollowupCount
from runtime import Said, counted, joined, mark, said

KINDS = {
    CorrectionKind.UPDATE: said("update"),
    CorrectionKind.ALL_CLEAR: said("all clear"),
    CorrectionKind.CANCEL: said("cancel"),
    CorrectionKind.FALSE_ALARM: said("false alarm"),
}


@dataclass(frozen=True, slots=True)
class RestoredAlert:
    """The alert that holds again once its ending is taken back; `untold` people never got it."""

    alert: Alert
    untold: int


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """A correction before it is confirmed: the words, who got the alert, who will get this and
    why, and the alert that holds again."""

    alert: Alert
    prepared: PreparedCorrection
    reached: FollowupCount
    expected: Forecast
    rules: ApprovalRules
    restored: RestoredAlert | None = None

    @property
    def count(self) -> int:
        """The number that is asked for: all who get it now or later."""
        return self.expected.count.most


def correction_json(preview: CorrectionPreview) -> dict[str, object]:
    """What `--dry-run --json` gives: docs/json.md."""
    return {
        "alert": preview.alert.id,
        "kind": preview.prepared.kind,
        "template": preview.prepared.draft.template.name,
        "restores": preview.prepared.restores,
        "untold": preview.restored.untold if preview.restored else 0,
        "expect": preview.count,
        "got": preview.reached.got,
        "maybe": preview.reached.maybe,
        "in_the_air": preview.reached.sending,
        "waiting": preview.reached.waiting,
        "left": preview.reached.left,
        "released": preview.reached.released,
        "forecast": forecast_json(preview.prepared.draft, preview.expected),
        "wordings": wordings_json(preview.prepared),
    }


def wordings_json(prepared: PreparedCorrection) -> list[dict[str, object]]:
    """The exact words of a correction; `values` is what staff would have to choose for these."""
    return [{**words_json(each), "values": dict(prepared.chosen)} for each in prepared.draft.words]


def told_people(preview: CorrectionPreview) -> Said:
    """How many people get it and why, in one line: first the number that is asked for, then those
    in the new area, those elsewhere who got the old text, and those who may get it later."""
    expected, updates = preview.expected, preview.prepared.updates
    outside = expected.outside if updates else 0
    whole = counted(preview.count, "{count} recipient", "{count} recipients")
    place = describe_places(area_names(preview.prepared.draft), preview.prepared.draft.groups)
    if not (outside or expected.later):
        alone = mark("{now} in {where}") if updates else mark("{now} who had it or may have had it")
        return said(alone, now=whole, where=place)
    at_once = expected.recipients - outside
    there = mark("{count:,} in {where}") if updates else mark("{count:,} who had it or may have")
    parts = [said(there, count=at_once, where=place)]
    if outside:
        parts.append(said("{count:,} told before and outside it", count=outside))
    if expected.later:
        parts.append(said("up to {count:,} more, whom it may still reach", count=expected.later))
    return said("{now}: {whom}", now=whole, whom=joined(", ", parts))


def correction_lines(preview: CorrectionPreview, office: Office) -> Iterator[str]:
    """What it corrects, who is told and when, and what becomes of the rest."""
    alert, reached = preview.alert, preview.reached
    what = template_title(alert.template)
    if alert.issued_at:
        at = office.municipality.local(alert.issued_at)
        what = said("{template}, issued {at:%a %d/%m %H:%M}", template=what, at=at)
    yield said(
        "It corrects alert {alert}: {what} to {recipients}, {messages}.",
        alert=alert.id,
        what=what,
        recipients=counted(alert.recipients, "{count} recipient", "{count} recipients"),
        messages=counted(alert.messages, "{count} message", "{count} messages"),
    )
    yield from _restored(preview, office)
    yield from reasons(preview.expected)
    yield from _told(preview)
    if reached.sending:
        yield said("  {count:,} on its way: whoever gets it is told then", count=reached.sending)
    if reached.waiting:
        new = said("for the new text only")
        then = (
            new
            if preview.prepared.updates
            else said("stopped; whoever gets it before that is told too")
        )
        yield said("  {count:,} waiting: {then}", count=reached.waiting, then=then)
    if not (preview.prepared.updates or preview.count):
        nobody = mark("Nobody has got it: it is only stopped.")
        yield said(
            mark("Nobody is to be told: it is only stopped.")
            if reached.got or reached.maybe
            else nobody
        )


def _restored(preview: CorrectionPreview, office: Office) -> Iterator[Said]:
    """Which alert holds again, and until when."""
    if (restored := preview.restored) is not None:
        yield said(
            "  alert {alert} holds again: {template}, until {until:%a %d/%m %H:%M}",
            alert=restored.alert.id,
            template=template_title(restored.alert.template),
            until=office.municipality.local(restored.alert.expires_at),
        )
        if restored.untold:
            yield said("  {untold}", untold=untold_people(restored))


def untold_people(restored: RestoredAlert) -> Said:
    """How many people an alert that holds again never reached, and what tells them."""
    return counted(
        restored.untold,
        "{count} person never got alert {alert}: phone them (tocsin alerts missed {alert}), or send an update (tocsin alerts update {alert})",
        "{count} people never got alert {alert}: phone them (tocsin alerts missed {alert}), or send an update (tocsin alerts update {alert})",
        alert=restored.alert.id,
    )


def _told(preview: CorrectionPreview) -> Iterator[Said]:
    """Who got it, how many of them are told now, and why the others are told nothing: phones and
    mailboxes, which may be several a person."""
    reached, people = preview.reached, preview.expected.told
    everybody = reached.told == reached.got + reached.maybe
    words = (
        mark("  {got:,} got it, {maybe:,} may have got it: they are told now")
        if everybody
        else mark("  {got:,} got it, {maybe:,} may have got it: {told:,} of them are told now")
    )
    yield said(words, got=reached.got, maybe=reached.maybe, told=reached.told)
    if reached.released and reached.left:
        both = mark(
            "  {released:,} heard that it concerns them no more, {left:,} have left: they get nothing"
        )
        yield said(both, released=reached.released, left=reached.left)
    elif reached.released:
        yield counted(
            reached.released,
            "  {count} was told already that it concerns them no more, and gets nothing",
            "  {count} were told already that it concerns them no more, and get nothing",
        )
    elif reached.left:
        yield said(
            "  {count:,} of those who got it have left and are told nothing", count=reached.left
        )
    if people and people != reached.told:
        yield said(
            "  these are phones and mailboxes: those told now belong to {people}",
            people=counted(people, "{count} person", "{count} people"),
        )
