"""What is said before the question where something may not be meant: the same words went to the
same places lately, or somebody reads words in the letters of another language."""

from collections.abc import Iterator

from alerts.audience import Forecast
from console.terminal.language import language_name
from runtime import Municipality, Said, counted, said


def doubt_lines(forecast: Forecast, municipality: Municipality) -> Iterator[Said]:
    """A sentence for each; none where there is nothing to say."""
    for key in forecast.foreign:
        name, _, language = key.rpartition(".")
        yield said(
            "Whoever reads '{language}' gets the words of '{name}' in other letters: --set {key}=\"...\" gives them theirs.",
            language=language_name(language),
            name=name,
            key=key,
        )
    before = forecast.sent_before
    if before is not None:
        yield counted(
            before.people,
            "The same words went to the same places on {at:%a %d/%m %H:%M}: alert {number}, {count} person.",
            "The same words went to the same places on {at:%a %d/%m %H:%M}: alert {number}, {count} people.",
            at=municipality.local(before.issued_at),
            number=before.number,
        )
