"""The exact words of an alert, and those that are ready to take it back, for `tocsin alerts
show`."""

from collections.abc import Sequence

from alerts import Alert
from alerts.corrections import PreparedCorrection
from channels import Letters, Variant, Wording
from console.terminal.output import show
from console.terminal.preview import with_link
from runtime import joined, said
from templates import Words


def texts_json(words: Sequence[Wording]) -> list[dict[str, object]]:
    """The words of an alert as `alerts show --json` gives them."""
    return [
        {
            "medium": each.medium,
            "language": each.language,
            "variant": each.variant,
            "letters": each.letters,
            "subject": each.subject,
            "text": each.text,
        }
        for each in words
    ]


def show_words(words: Wording | Words, what: str) -> None:
    """Put out the words of one medium and language, under `what` they are if that is not plain."""
    others = joined(
        "",
        [
            *([said(", in normal Greek letters")] if words.letters is Letters.UNICODE else ()),
            *(
                [said(", for whoever it no longer concerns")]
                if words.variant is Variant.RELEASED
                else ()
            ),
        ],
    )
    named = {"medium": words.medium.value, "language": words.language, "others": others}
    show(said("\n--- {what}{medium} {language}{others}", what=what, **named))
    text = with_link(words.text)
    show(f"{words.subject}\n\n{text}" if words.subject else text)


def show_ready(alert: Alert, ready: PreparedCorrection) -> None:
    """What would take it back by one choice of staff, in the first medium alone; --json has all."""
    chosen = "".join(f" --set {name}={choice}" for name, choice in ready.chosen.items())
    command = f"tocsin alerts cancel {alert.id}{chosen}"
    for words in ready.draft.words:
        if words.medium is ready.draft.media[0] and words.letters is Letters.USUAL:
            show_words(words, said("ready to take it back ({command}): ", command=command))
