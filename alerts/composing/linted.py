"""What the linter of warnings finds in the words of a draft, before they are sent."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from alerts.composing.drafts import AlertDraft
from alerts.office import Office
from alerts.states import AlertStatus
from areas import list_zones
from channels import UNSUBSCRIBE_SLOT, Letters, Medium, Variant
from linting import Case, LintFinding, LintLevel, TextMedium, lint_case
from runtime import Municipality
from templates import Words
from templates.cap_words import Severity, Urgency

Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class LintedText:
    """One text of a draft, in one medium and language, and what the rules find in it."""

    medium: TextMedium
    language: str
    findings: tuple[LintFinding, ...]


def errors_of(draft: AlertDraft, found: Sequence[LintedText]) -> tuple[str, ...]:
    """The rules by which a live alert may not go out as it is; none for what is only practised."""
    if draft.status is not AlertStatus.ACTUAL:
        return ()
    rules = (each.rule for text in found for each in text.findings if each.level is LintLevel.ERROR)
    return tuple(sorted(set(rules)))


def lint_draft(
    session: Session, draft: AlertDraft, office: Office, *, now: datetime
) -> list[LintedText]:
    """What the rules find in each text of a draft: the SMS in its usual letters, the mail, and its
    subject. Where each person's own link will stand, the address of the pages stands."""
    zones = [zone.names for zone in list_zones(session)]
    return [
        LintedText(case.medium, case.lang, tuple(lint_case(case)))
        for words in draft.words
        if words.variant is Variant.MAIN and words.letters is Letters.USUAL
        for case in _cases(words, draft, office, zones, now)
    ]


def _cases(
    words: Words, draft: AlertDraft, office: Office, zones: Sequence[Names], now: datetime
) -> Iterator[Case]:
    template, municipality = draft.template, office.municipality
    case = Case(
        text=words.text.replace(UNSUBSCRIBE_SLOT, office.base_url),
        lang=words.language,
        medium=TextMedium(words.medium),
        now=municipality.local(now),
        municipality=_source(municipality, words.medium),
        status=draft.status,
        msg_type=draft.msg_type,
        severity=Severity(template.severity),
        urgency=Urgency(template.urgency),
        event=template.event,
        areas=_called(draft.area.names, words.language),
        onset=_local(municipality, draft.values.moment("from")),
        expires=municipality.local(draft.expires_at),
        places=_called(zones, words.language),
        domains=office.link_hosts,
        phones=(municipality.phone,),
    )
    yield case
    if words.medium is Medium.EMAIL:
        yield replace(case, text=words.subject, medium=TextMedium.SUBJECT)


def _source(municipality: Municipality, medium: Medium) -> Mapping[str, str]:
    """The name by language under which residents know who sends, in this medium."""
    return municipality.sms_name if medium is Medium.SMS else municipality.name


def _local(municipality: Municipality, moment: datetime | None) -> datetime | None:
    return municipality.local(moment) if moment else None


def _called(every: Iterable[Names], language: str) -> tuple[str, ...]:
    """What these places are called in a language, or in Greek."""
    return tuple((names.get(language) or names["el"])["nominative"] for names in every)
