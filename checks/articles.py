"""Articles: whether messages say right that something is in a place, and whose they are."""

from collections.abc import Iterator

from areas import FormOrigin, PlaceForm, list_forms
from checks.results import CheckResult, ok, warn
from checks.situation import Situation
from runtime import Municipality, counted, said

SHOWN = 5


def check_articles(at: Situation) -> Iterator[CheckResult]:
    """Whether a person has looked at what grammar is not sure of."""
    if unsure := list(_languages_in_doubt(at.home.config.municipality)):
        yield _unnamed(unsure)
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


def _languages_in_doubt(office: Municipality) -> Iterator[str]:
    """The languages in which nobody set how a sentence has the office's name, and its kind does not
    say it."""
    for language in office.name:
        if not (office.begins(language).sure and office.owns(language).sure):
            yield language


def _unnamed(languages: list[str]) -> CheckResult:
    return warn(
        said(
            "sentences do not know how to begin with the municipality's name, nor whose something is, in: {languages}",
            languages=", ".join(languages),
        ),
        said(
            "Set beginning and genitive under [municipality] in tocsin.toml: docs/configuration.md."
        ),
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
