"""The preview: what an alert says and whom it would reach, on the terminal, before anybody gets it."""

from collections.abc import Iterator

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from alerts import REACHES, Alert, Content, Draft, Forecast, FrozenWords, Office, parts_of
from channels import UNSUBSCRIBE_SLOT, Medium, Variant
from console.door import many
from console.trials import banner
from runtime import Municipality, Said, said
from templates import Severity, Words

STYLES = {Severity.EXTREME: "bold white on red", Severity.SEVERE: "bold red"}


def show_draft(console: Console, draft: Draft, office: Office) -> None:
    """Show the exact words of every language and medium."""
    where = ", ".join(area_names(draft)) or "the whole municipality"
    kind = banner(draft.template.status, draft.media, office.trials)
    head = f"{kind}  {draft.template.severity}  {draft.template.name}  for {where}"
    console.print(Text(head, style=STYLES.get(draft.template.severity, "bold")))
    console.print(f"expires {_clock(draft, office.municipality)}, {REACHES[draft.reach]}", highlight=False)
    for words in draft.words:
        console.print(Panel(Text(_body(words)), title=_title(words), title_align="left", padding=(0, 1)))


def show_kept(console: Console, alert: Alert, kept: Content, office: Office) -> None:
    """Show the exact words that are kept with an alert, in every language and medium."""
    where = ", ".join(_kept_names(kept)) or "the whole municipality"
    kind = banner(alert.status, alert.media, office.trials)
    head = f"{kind}  {alert.id}  {alert.severity}  {alert.template}  for {where}"
    console.print(Text(head, style=STYLES.get(Severity(alert.severity), "bold")))
    expires = f"{office.municipality.local(alert.expires_at):%a %d/%m/%Y %H:%M}"
    console.print(f"{alert.state}, expires {expires}, {REACHES[alert.reach]}", highlight=False)
    for words in kept.words:
        parts = f": {many(words.parts, 'part')}" if words.medium is Medium.SMS else ""
        title = f"{words.medium} {words.language}{_for_whom(words)}{parts}"
        console.print(Panel(Text(_body(words)), title=title, title_align="left", padding=(0, 1)))


def show_forecast(console: Console, forecast: Forecast, municipality: Municipality) -> None:
    """Show recipients by channel, language and area, parts, cost, minutes and three people masked."""
    for line in _lines(forecast, municipality):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def forecast_json(draft: Draft, forecast: Forecast) -> dict[str, object]:
    """The forecast and the words as `send --dry-run --json` gives them: docs/json.md."""
    return {
        "template": draft.template.name,
        "severity": draft.template.severity,
        "areas": list(draft.area.codes),
        "reach": draft.reach,
        "expires": draft.expires_at.isoformat(),
        **_counts_json(forecast),
        "wordings": [
            {
                "medium": each.medium,
                "language": each.language,
                "subject": each.subject,
                "text": each.text,
                "parts": parts_of(each),
                "variant": each.variant,
            }
            for each in draft.words
        ],
    }


def _counts_json(forecast: Forecast) -> dict[str, object]:
    """Who would get it, why and at what cost."""
    return {
        "recipients": forecast.recipients,
        "messages": forecast.messages,
        "waiting": forecast.waiting,
        "parts": forecast.parts,
        "cost": round(forecast.cost, 2),
        "minutes": {medium.value: minutes for medium, minutes in forecast.minutes.items()},
        "groups": [
            {
                "medium": each.medium,
                "language": each.language,
                "variant": each.variant,
                "reads": each.reads,
                "messages": each.messages,
            }
            for each in forecast.groups
        ],
        "by_area": dict(forecast.areas),
        "also_in": dict(forecast.also_in),
        "later": forecast.later,
        "told_before": forecast.told,
        "told_before_outside": forecast.outside,
        "told_before_by_next_medium": forecast.next_medium,
    }


def _lines(forecast: Forecast, municipality: Municipality) -> Iterator[str]:
    yield f"{many(forecast.recipients, 'recipient')}, {many(forecast.messages, 'message')}"
    if forecast.waiting:
        yield f"  {forecast.waiting:,} of them wait until somebody's quiet hours are over"
    for group in forecast.groups:
        released = "  no longer in the area" if group.variant is Variant.RELEASED else ""
        note = (
            released
            if group.reads == group.language
            else f"{released}  (none in '{group.language}', they read '{group.reads}')"
        )
        counts = f"{_counted(group.messages, 'message')}  {_counted(group.parts, 'part')}"
        yield f"  {group.medium:<6} {group.language}  {counts}{note}".rstrip()
    for area, recipients in forecast.areas.items():
        yield f"  {area or 'no zone (whole municipality)':<30} {_counted(recipients, 'recipient')}".rstrip()
    if forecast.also_in:
        others = ", ".join(f"{area} {people:,}" for area, people in forecast.also_in.items())
        yield f"  of them also in: {others}"
    yield f"cost {forecast.cost:,.2f} {municipality.currency}"
    for medium, minutes in forecast.minutes.items():
        yield f"  {medium:<6} {_lasting(minutes)}"
    for person in forecast.people:
        yield f"  e.g. {person.name or '-'}, {person.language}, {person.medium} {person.address}"


def reasons(forecast: Forecast) -> Iterator[Said]:
    """Why people get what corrects an alert, in groups that add up; and how many more may."""
    fresh, kept = forecast.recipients - forecast.told, forecast.told - forecast.outside
    if fresh:
        yield said("  {count:,} in the area, told nothing before", count=fresh)
    if kept:
        yield said("  {count:,} told before", count=kept)
    if forecast.outside:
        yield said("  {count:,} told before, no longer in the area", count=forecast.outside)
    if forecast.next_medium:
        yield said("  {count:,} of those told before had it on the second try", count=forecast.next_medium)
    if forecast.later:
        yield said("  up to {count:,} more when what is on its way to them has landed", count=forecast.later)


def _counted(number: int, what: str) -> str:
    """A number and what is counted, as wide as any other."""
    return f"{number:>9,} {what + ('' if number == 1 else 's'):<{len(what) + 1}}"


def _lasting(minutes: float | None) -> str:
    if minutes is None:
        return "as fast as the provider takes it"
    shown = many(round(minutes), "minute") if minutes >= 2 else many(round(minutes * 60), "second")
    return f"{shown} at the configured rate"


def _title(words: Words) -> str:
    named = f"{words.medium} {words.language}{_for_whom(words)}"
    if words.measure is None:
        return named
    measured = words.measure
    forced = f", because of '{measured.forced_by}'" if measured.forced_by else ""
    return f"{named}: {measured.units} units {measured.encoding}{forced}, {many(measured.parts, 'part')}"


def _for_whom(words: Words | FrozenWords) -> str:
    """Who reads these words, if not everybody whom the alert concerns."""
    return ", for whoever it no longer concerns" if words.variant is Variant.RELEASED else ""


def _body(words: Words | FrozenWords) -> str:
    text = words.text.replace(UNSUBSCRIBE_SLOT, "(here each person's own link)")
    return f"{words.subject}\n\n{text}" if words.subject else text


def area_names(draft: Draft) -> Iterator[str]:
    """The areas of a draft as staff read them: their Greek name and their code."""
    for code, names in zip(draft.area.codes, draft.area.names, strict=True):
        yield f"{names.get('el', {}).get('nominative', code)} ({code})"


def _kept_names(kept: Content) -> Iterator[str]:
    for code, names in zip(kept.codes, kept.names, strict=True):
        yield f"{names.get('el', {}).get('nominative', code)} ({code})"


def _clock(draft: Draft, municipality: Municipality) -> str:
    return f"{municipality.local(draft.expires_at):%a %d/%m/%Y %H:%M}"
