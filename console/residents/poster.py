"""`tocsin residents poster`: a poster and desk cards that lead to the form."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from console.terminal.door import open_home
from console.terminal.output import say


class PosterLanguage(StrEnum):
    """In which languages a poster speaks."""

    BOTH = "both"
    GREEK = "el"
    ENGLISH = "en"


Target = Annotated[Path, typer.Argument(metavar="FILE", help="The HTML file to write.")]
Spoken = Annotated[PosterLanguage, typer.Option("--language", help="el, en or both.")]


def make_poster(
    context: typer.Context,
    file: Target = Path("poster.html"),
    language: Spoken = PosterLanguage.BOTH,
) -> None:
    """Make a poster (A4) and four cards for the desk (A6 on a second sheet), with a QR code that
    leads to the form; print the file from a browser.

    Example: tocsin residents poster poster.html --language el
    """
    from console.residents.poster_page import poster_html
    from runtime import UsageProblem, said, why_refused

    home = open_home(context)
    languages = ("el", "en") if language is PosterLanguage.BOTH else (str(language),)
    page = poster_html(home.config, home.path, languages)
    try:
        file.write_text(page, "utf-8")
    except OSError as error:
        raise UsageProblem(
            said("{file} cannot be written: {why}.", file=file.name, why=why_refused(error))
        ) from None
    say(
        said(
            "Open {file} in a browser and print it on A4: a poster, and a sheet of four cards to cut.",
            file=file.name,
        )
    )
