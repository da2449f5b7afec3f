"""The preview: what an alert says and whom it would reach, on the terminal, before anybody gets
it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from alerts import Alert, Office
from alerts.audience import Forecast, ForecastGroup
from alerts.composing import AlertDraft, FrozenContent, FrozenWords
from alerts.plain_words import (
    REACH_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    describe_places,
    template_title,
)
from channels import UNSUBSCRIBE_SLOT, Letters, Medium, Variant
from console.terminal.doubts import doubt_lines
from console.terminal.language import spoken
from console.terminal.trials import banner
from runtime import Municipality, Said, counted, joined, mark, said
from runtime.spans import roughly
from templates import Severity, Words
from templates.sms import explain_outside_gsm7

STYLES = {Severity.EXTREME: "bold white on red", Severity.SEVERE: "bold red"}


def show_draft(console: Console, draft: AlertDraft, office: Office) -> None:
    """Show the exact words of every language and medium."""
    kind = banner(draft.template.status, draft.media, office.trials)
    severity, until = draft.template.severity, office.municipality.local(draft.expires_at)
    head = said(
        "{kind}  {severity}  {template}  for {where}",
        kind=kind,
        severity=SEVERITY_WORDS[severity],
        template=template_title(draft.template.name),
        where=describe_places(area_names(draft), draft.groups),
    )
    console.print(Text(spoken(head), style=STYLES.get(severity, "bold")))
    told = mark("expires {until:%a %d/%m/%Y %H:%M}, {reach}")
    console.print(spoken(said(told, until=until, reach=REACH_WORDS[draft.reach])), highlight=False)
    for words in draft.words:
        _show_words(console, words, _title(words))


def show_kept(console: Console, alert: Alert, kept: FrozenContent, office: Office) -> None:
    """Show the exact words that are kept with an alert, in every language and medium."""
    kind = banner(alert.status, alert.media, office.trials)
    severity, until = Severity(alert.severity), office.municipality.local(alert.expires_at)
    head = said(
        "{kind}  {number}  {severity}  {template}  for {where}",
        kind=kind,
        number=str(alert.id),
        severity=SEVERITY_WORDS[severity],
        template=template_title(alert.template),
        where=describe_places(_names(kept.codes, kept.names), kept.groups),
    )
    console.print(Text(spoken(head), style=STYLES.get(severity, "bold")))
    told = mark("{state}, expires {until:%a %d/%m/%Y %H:%M}, {reach}")
    state, reach = STATE_WORDS[alert.state], REACH_WORDS[alert.reach]
    console.print(spoken(said(told, state=state, until=until, reach=reach)), highlight=False)
    for words in kept.words:
        _show_words(console, words, _kept_title(words))


def show_forecast(console: Console, forecast: Forecast, municipality: Municipality) -> None:
    """Show recipients by channel, language and area, parts, cost, minutes and three people
    masked."""
    for line in _lines(forecast, municipality):
        console.print(spoken(line), highlight=False, markup=False, soft_wrap=True)


def _lines(forecast: Forecast, municipality: Municipality) -> Iterator[str]:
    recipients = counted(forecast.recipients, "{count} recipient", "{count} recipients")
    messages = counted(forecast.messages, "{count} message", "{count} messages")
    yield joined(", ", (recipients, messages))
    if forecast.waiting:
        yield counted(
            forecast.waiting,
            "  {count} of them wait until somebody's quiet hours are over",
            "  {count} of them wait until somebody's quiet hours are over",
        )
    yield from map(_group_line, forecast.groups)
    for area, people in forecast.areas.items():
        zone = area or said("no zone (whole municipality)")
        word = counted(people, "recipient", "recipients")
        yield said("  {zone:<30} {people:>9,} {word}", zone=zone, people=people, word=word)
    if forecast.also_in:
        others = ", ".join(f"{area} {people:,}" for area, people in forecast.also_in.items())
        yield said(
            "  each person counts once, in the first of their areas; also in: {others}",
            others=others,
        )
    yield said("cost {cost:,.2f} {currency}", cost=forecast.cost, currency=municipality.currency)
    for medium, minutes in forecast.minutes.items():
        yield said("  {medium:<6} {lasting}", medium=medium.value, lasting=_lasting(minutes))
    for person in forecast.people:
        yield said(
            "  e.g. {name}, {language}, {medium} {address}",
            name=person.name or "-",
            language=person.language,
            medium=person.medium,
            address=person.address,
        )
    yield from doubt_lines(forecast, municipality)


def _group_line(group: ForecastGroup) -> Said:
    """Whoever gets it by one medium in one language."""
    notes = []
    if group.variant is Variant.RELEASED:
        notes.append(said("  no longer in the area"))
    if group.letters is Letters.UNICODE:
        notes.append(said("  in normal Greek letters"))
    if group.reads != group.language:
        other = mark("  (none in '{language}', they read '{reads}')")
        notes.append(said(other, language=group.language, reads=group.reads))
    return said(
        "  {medium:<6} {language}  {messages:>9,} {what:<8}  {parts:>9,} {pieces:<{width}}{notes}",
        medium=group.medium.value,
        language=group.language,
        messages=group.messages,
        what=counted(group.messages, "message", "messages"),
        parts=group.parts,
        pieces=counted(group.parts, "part", "parts"),
        width=5 if notes else 0,
        notes=joined("", notes),
    )


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
        yield said(
            "  {count:,} of those told before had it on the second try", count=forecast.next_medium
        )
    if forecast.later:
        yield said(
            "  up to {count:,} more, whom the alert may still reach",
            count=forecast.later,
        )


def _lasting(minutes: float | None) -> Said:
    if minutes is None:
        return said("as fast as the provider takes it")
    return said("{shown} at the configured rate", shown=roughly(timedelta(minutes=minutes)))


def _show_words(console: Console, words: Words | FrozenWords, title: Said) -> None:
    console.print(
        Panel(Text(_body(words)), title=spoken(title), title_align="left", padding=(0, 1))
    )
    if words.medium is Medium.SMS:
        for line in explain_outside_gsm7(words.text):
            console.print(Text(spoken(line)))


def _title(words: Words) -> Said:
    if words.measure is None:
        return _named(words)
    measured = words.measure
    size = said("{units} units {encoding}", units=measured.units, encoding=measured.encoding)
    if measured.forced_by and words.letters is Letters.USUAL:
        size = said("{size}, because of '{forced}'", size=size, forced=measured.forced_by)
    parts = counted(measured.parts, "{count} part", "{count} parts")
    return said("{named}: {size}, {parts}", named=_named(words), size=size, parts=parts)


def _kept_title(words: FrozenWords) -> Said:
    if words.medium is not Medium.SMS:
        return _named(words)
    parts = counted(words.parts, "{count} part", "{count} parts")
    return said("{named}: {parts}", named=_named(words), parts=parts)


def _named(words: Words | FrozenWords) -> Said:
    """Medium and language, and who reads these words, if not everybody whom the alert concerns."""
    named = said("{medium} {language}", medium=words.medium.value, language=words.language)
    if words.letters is Letters.UNICODE:
        named = said("{named}, in normal Greek letters", named=named)
    if words.variant is not Variant.RELEASED:
        return named
    return said("{named}, for whoever it no longer concerns", named=named)


def _body(words: Words | FrozenWords) -> str:
    text = with_link(words.text)
    return f"{words.subject}\n\n{text}" if words.subject else text


def with_link(text: str) -> str:
    """A text as people read it, with words in place of the link by which each person leaves."""
    return text.replace(UNSUBSCRIBE_SLOT, spoken(said("(here each person's own link)")))


def area_names(draft: AlertDraft) -> Iterator[str]:
    """The areas of a draft as staff read them: their Greek name and their code."""
    return _names(draft.area.codes, draft.area.names)


def _names(codes: Sequence[str], names: Sequence[Mapping[str, Mapping[str, str]]]) -> Iterator[str]:
    for code, by_language in zip(codes, names, strict=True):
        yield f"{by_language.get('el', {}).get('nominative', code)} ({code})"
