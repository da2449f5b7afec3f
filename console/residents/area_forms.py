"""`tocsin areas forms` and `change`: how a message says that something is in a zone."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from areas import AreaImport, DoubtedForm, PlaceForm, ZoneView
    from runtime import Said

Greek = Annotated[
    str | None, typer.Option("--el", help="What follows «χιονόπτωση»; empty: as grammar proposes.")
]
English = Annotated[
    str | None, typer.Option("--en", help='What follows "snow"; empty: as grammar proposes.')
]
AsProposed = Annotated[
    bool, typer.Option("--as-proposed", help="Write down the proposals: they are right.")
]


def list_forms(
    context: typer.Context,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only those that a person should look at.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what follows «χιονόπτωση» or "snow" in messages: «στον Χορτιάτη», "in Panorama".

    What nobody wrote down is proposed by the rules of Greek grammar; it is doubtful where another
    article is as likely, as with islands.

    Example: tocsin areas forms --doubtful
    """
    from areas import FormOrigin, list_forms
    from runtime import said

    home = open_home(context)
    with home.database.reading() as session:
        found = [
            form
            for form in list_forms(session)
            if not doubtful or form.origin is FormOrigin.DOUBTFUL
        ]
    if as_json:
        return show_json([asdict(form) for form in found])
    if not found:
        return show(
            said("Nothing is doubtful.")
            if doubtful
            else said("There are no zones yet: `tocsin areas import FILE.geojson`.")
        )
    words = _origin_words()
    rows = [(form.code, form.language, form.words, words[form.origin]) for form in found]
    return table([said("code"), said("language"), said("in a message"), said("from")], rows)


def change_area(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Code or name of the zone.")],
    greek: Greek = None,
    english: English = None,
    as_proposed: AsProposed = False,
) -> None:
    """Write down how messages say that something is in a zone. What was sent keeps its words.

    Example: tocsin areas change exochi --el "στην Εξοχή" --en "in Exochi"
    """
    from areas import UnknownArea, change_forms, doubted_forms, load_gazetteer
    from console.residents.form_problems import NothingToSay, UnknownForms
    from runtime import said

    typed = {"el": greek, "en": english}
    written = {language: words for language, words in typed.items() if words is not None}
    if not written and not as_proposed:
        raise NothingToSay(said("Say what is to change: --el, --en or --as-proposed."))
    home = open_home(context)
    by = actor(context, home)
    with home.database.writing() as session:
        try:
            zone = load_gazetteer(session).find(name)
        except UnknownArea as unknown:
            raise UnknownForms(*unknown.details) from None
        proposals = _proposals(zone) if as_proposed else {}
        found = change_forms(session, zone, {**proposals, **written}, by=by, now=home.now())
    for form in found:
        say(said("{code}, {language}: {words}", **asdict(form)))
    with home.database.reading() as session:
        names = load_gazetteer(session).find(name).names
    for doubted in doubted_forms(zone.code, names):
        if doubted.language in written:
            say(doubted_line(doubted))


def doubted_line(doubted: "DoubtedForm") -> "Said":
    """That grammar has another form than somebody wrote down, and how to have that."""
    from runtime import said

    return said(
        '«{words}» is kept as it was written; by grammar it is «{proposed}»: tocsin areas change {code} --{language} "{proposed}"',
        **asdict(doubted),
    )


def form_lines(done: "AreaImport") -> "Iterator[Said]":
    """What a person should look at among the forms of a file."""
    if done.doubtful:
        yield doubtful_line(done.doubtful)
    yield from map(doubted_line, done.doubted)


def doubtful_line(doubtful: "Sequence[PlaceForm]") -> "Said":
    """That a person should look at these forms, the first of which are named."""
    from runtime import counted

    named = ", ".join(f"«{form.words}»" for form in doubtful[:3])
    return counted(
        len(doubtful),
        "{count} form may need another article ({named}): `tocsin areas forms --doubtful`.",
        "{count} forms may need another article ({named}): `tocsin areas forms --doubtful`.",
        named=named,
    )


def _proposals(zone: "ZoneView") -> "Mapping[str, str]":
    from areas import forms_of

    return {form.language: form.words for form in forms_of(zone.code, zone.names)}


def _origin_words() -> "Mapping[str, Said]":
    from runtime import said

    return {
        "written": said("written down"),
        "proposed": said("proposed"),
        "doubtful": said("proposed, doubtful"),
    }
