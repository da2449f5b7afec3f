"""What `tocsin templates preview` shows: the words of one language in every medium, with their
parts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from areas import Area, find_area
from channels import Letters, Medium, PartLimits
from console.terminal.output import say, show
from runtime import UsageProblem, counted, joined, open_home, said, why_refused
from runtime.config import Config
from templates import Place, Template, Words, fill_examples, read_values, render_words
from templates.sms import explain_outside_gsm7


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """What the operator wants to see."""

    given: Mapping[str, str]
    language: str
    areas: tuple[str, ...]
    html: Path | None


def show_template_words(
    folder: Path, config: Config, template: Template, asked: PreviewRequest, *, now: datetime
) -> None:
    """Show a template in one language; areas are looked up in the home in `folder`."""
    values = read_values(
        template, fill_examples(template, asked.given), now=now, zone=config.municipality.zone
    )
    area = _area(folder, asked.areas)
    for medium in Medium:
        words = render_words(
            template,
            values,
            places=[Place(code, names) for code, names in zip(area.codes, area.names, strict=True)],
            office=config.municipality,
            medium=medium,
            language=asked.language,
            limits=PartLimits(),
        )
        for each in words.in_all_letters():
            _show(each)
        if asked.html and words.html:
            _write(asked.html, words.html)


def _area(folder: Path, codes: tuple[str, ...]) -> Area:
    if not codes:
        return Area()
    home = open_home(folder, os.environ)
    with home.database.reading() as session:
        return find_area(session, codes)


def _show(words: Words) -> None:
    show(f"--- {words.medium} {words.language}")
    if words.letters is Letters.UNICODE:
        say(said("in normal Greek letters, for those who asked for them"))
    if words.measure:
        measured = words.measure
        size = said("{units} units {encoding}", units=measured.units, encoding=measured.encoding)
        if measured.forced_by and words.letters is Letters.USUAL:
            size = said("{size}, forced by '{forced}'", size=size, forced=measured.forced_by)
        say(joined(", ", (size, counted(measured.parts, "{count} part", "{count} parts"))))
        for line in explain_outside_gsm7(words.text):
            say(line)
    show(f"{words.subject}\n\n{words.text}\n" if words.subject else f"{words.text}\n")


def _write(path: Path, html: str) -> None:
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise UsageProblem(
            said("{file} cannot be written: {why}.", file=path.name, why=why_refused(error))
        ) from None
    say(said("The HTML is in {file}.", file=path.name))
