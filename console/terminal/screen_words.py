"""The words of an alert as the last screen shows them: one text in full, the others by their
names."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from channels import UNSUBSCRIBE_SLOT, Letters, Medium, Variant, Wording
from console.terminal.language import language_name
from runtime import Said, counted, joined, said
from templates.sms import explain_outside_gsm7

WIDTH = 80
MEDIA = {Medium.SMS: said("SMS"), Medium.EMAIL: said("e-mail")}
SHOWN_OF_MAIL = 6


def screen_lines(wordings: Sequence[Wording], language: str, *, released: bool) -> Iterator[str]:
    """The lines of one text, and which others there are; `released` when those whom it concerns no
    more are counted apart, as those are who read it in normal letters."""
    wordings = [each for each in wordings if each.letters is Letters.USUAL]
    shown = _chosen(wordings, language)
    parts = counted(shown.parts, "{count} part", "{count} parts")
    title = _named(shown)
    yield (
        said("{title}, {parts}:", title=title, parts=parts)
        if shown.medium is Medium.SMS
        else said("{title}:", title=title)
    )
    yield from _text(shown)
    if shown.medium is Medium.SMS:
        yield from explain_outside_gsm7(shown.text, most=1)
    others = [
        each
        for each in wordings
        if each is not shown and not (released and each.variant is Variant.RELEASED)
    ]
    if others:
        named = joined(", ", dict.fromkeys(_kind(each) for each in others))
        yield said("also: {others} (--full shows every word)", others=named)


def _chosen(wordings: Sequence[Wording], language: str) -> Wording:
    """The SMS in this language, else another SMS, else the e-mail."""

    def rank(each: Wording) -> tuple[bool, bool, bool]:
        return (
            each.variant is not Variant.MAIN,
            each.medium is not Medium.SMS,
            each.language != language,
        )

    return min(wordings, key=rank)


def _text(shown: Wording) -> Iterator[str]:
    if shown.medium is Medium.SMS:
        for line in shown.text.splitlines():
            yield from wrap(line, WIDTH, initial_indent="  ", subsequent_indent="  ")
        return
    text = shown.text.replace(UNSUBSCRIBE_SLOT, "...")
    lines = [part for line in (shown.subject, *text.splitlines()) for part in wrap(line, WIDTH - 2)]
    for line in lines[:SHOWN_OF_MAIL]:
        yield f"  {line}"
    if len(lines) > SHOWN_OF_MAIL:
        yield "  ..."


def _kind(wording: Wording) -> str:
    if wording.variant is Variant.RELEASED:
        return said("the words for those whom it concerns no more")
    return _named(wording)


def _named(wording: Wording) -> Said:
    language = language_name(wording.language)
    return said("{medium} in '{language}'", medium=MEDIA[wording.medium], language=language)
