"""Articles: whether messages say right that something is in a place, and who sends them."""

from collections.abc import Iterator

from areas import FormOrigin, PlaceForm, list_forms
from checks.results import CheckResult, ok, warn
from checks.situation import Situation
from runtime import counted, said

SHOWN = 5


def check_articles(at: Situation) -> Iterator[CheckResult]:
    """Whether a person has looked at what grammar is not sure of."""
    with at.home.database.reading() as session:
        found = list_forms(session)
    doubtful = [form for form in found if form.origin is FormOrigin.DOUBTFUL]
    if doubtful:
        yield _doubtful(doubtful)
    else:
        written = sum(form.origin is FormOrigin.WRITTEN for form in found)
        yield ok(
            said(
                "places in messages: {written} forms written down, {proposed} by grammar",
                written=written,
                proposed=len(found) - written,
            )
        )


def _doubtful(forms: list[PlaceForm]) -> CheckResult:
    named = ", ".join(f"«{form.words}»" for form in forms[:SHOWN])
    return warn(
        counted(
            len(forms),
            "{count} place may need another article in messages: {named}",
            "{count} places may need another article in messages: {named}",
            named=named,
        ),
        said("tocsin areas forms --doubtful, then tocsin areas change CODE --as-proposed or --el"),
    )
