"""What the linter of warnings finds in the words of an alert, as staff read it before they
confirm."""

from collections.abc import Iterator, Mapping, Sequence

from alerts.composing import LintedText
from console.terminal.language import language_name
from linting import LintLevel, TextMedium, finding_json
from runtime import Said, counted, joined, said

SHOWN = 3
LEVELS: Mapping[LintLevel, Said] = {
    LintLevel.ERROR: said("Error"),
    LintLevel.WARNING: said("Warning"),
    LintLevel.NOTE: said("Note"),
}
WHERE: Mapping[TextMedium, Said] = {
    TextMedium.SMS: said("SMS"),
    TextMedium.EMAIL: said("e-mail"),
    TextMedium.SUBJECT: said("subject"),
}


def lint_lines(found: Sequence[LintedText], *, most: int = SHOWN) -> Iterator[Said]:
    """A line for each fault, the gravest first, with the texts it stands in, unless it stands in
    all; the rest counted."""
    subjects = sum(each.medium is TextMedium.SUBJECT for each in found)
    by_fault: dict[tuple[LintLevel, str, str], list[LintedText]] = {}
    for text in found:
        for each in text.findings:
            by_fault.setdefault((each.level, each.rule, each.say), []).append(text)
    faults = sorted(by_fault, key=lambda fault: (list(LEVELS).index(fault[0]), *fault[1:]))
    for fault in faults[:most]:
        level, rule, say = fault
        texts = by_fault[fault]
        where = (
            "" if len(texts) == len(found) - subjects else said(", {texts}", texts=_where(texts))
        )
        yield said(
            "{level} {rule}{where}: {say}", level=LEVELS[level], rule=rule, where=where, say=say
        )
    if faults[most:]:
        yield counted(
            len(faults) - most,
            "{count} fault more in the words: --full shows it.",
            "{count} faults more in the words: --full shows them.",
        )


def lint_json(found: Sequence[LintedText]) -> list[dict[str, object]]:
    """Each finding as `send --dry-run --json` gives it: docs/json.md."""
    return [
        {"medium": text.medium, "language": text.language, **finding_json(each, str)}
        for text in found
        for each in text.findings
    ]


def _where(texts: Sequence[LintedText]) -> Said:
    """The texts a fault stands in, each once."""
    named = (
        said(
            "{medium} in '{language}'",
            medium=WHERE[each.medium],
            language=language_name(each.language),
        )
        for each in texts
    )
    return joined(", ", dict.fromkeys(named))
