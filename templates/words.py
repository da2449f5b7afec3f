"""Words: what is sent in one medium and language, and the forms that an SMS has besides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from channels import Letters, Medium, PartLimits, Variant
from templates.sms.encoding import SmsMeasure, in_plain_greek, measure_sms, to_gsm7


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent, byte for byte; an SMS has a measure, an e-mail a subject and HTML; `body` is
    the text without its footer. `linked` is an SMS with the link to its page, which costs no more;
    nothing where there is no room for it. `unicode` is an SMS in normal letters, as long as that
    is; nothing where it is the same text. `headline` is what a list of alerts calls it."""

    medium: Medium
    language: str
    subject: str
    text: str
    html: str
    measure: SmsMeasure | None
    body: str = ""
    variant: Variant = Variant.MAIN
    linked: "Words | None" = None
    letters: Letters = Letters.USUAL
    unicode: "Words | None" = None
    headline: str = ""

    @property
    def parts(self) -> int:
        """How many parts the provider counts: an e-mail is one."""
        return self.measure.parts if self.measure else 1

    def meant_for(self, variant: Variant) -> "Words":
        """The same for those of a variant, in every form."""
        linked, unicode = (
            each.meant_for(variant) if each else None for each in (self.linked, self.unicode)
        )
        return replace(self, variant=variant, linked=linked, unicode=unicode)

    def called(self, headline: str) -> "Words":
        """The same with what a list calls it, in every form."""
        linked, unicode = (
            each.called(headline) if each else None for each in (self.linked, self.unicode)
        )
        return replace(self, headline=headline, linked=linked, unicode=unicode)

    def in_all_letters(self) -> "tuple[Words, ...]":
        """These words, and the same in normal letters where that is another text."""
        return (self, self.unicode) if self.unicode else (self,)


def link_all_or_none(words: Sequence[Words]) -> tuple[Words, ...]:
    """The words of one alert, its SMS with the link to its page if every one of them has room for
    it: whoever meets true messages with and without a link learns to trust any. In normal letters
    they say the same, whatever that costs."""
    if all(each.linked for each in words if each.medium is Medium.SMS):
        return tuple(each.linked or each for each in words)
    return tuple(replace(each, linked=None) for each in words)


def write_sms(written: str, language: str, limits: PartLimits, *, gsm7: bool = True) -> Words:
    """An SMS in the letters of GSM 03.38, or as it is written, and beside it in normal letters."""
    normal = in_plain_greek(written)
    usual = _in_sms(to_gsm7(written) if gsm7 else written, language, limits)
    if not gsm7 or usual.text == normal:
        return usual
    return replace(
        usual, unicode=replace(_in_sms(normal, language, limits), letters=Letters.UNICODE)
    )


def _in_sms(text: str, language: str, limits: PartLimits) -> Words:
    return Words(Medium.SMS, language, "", text, "", measure_sms(text, limits), text)
