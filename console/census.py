"""The census: how many residents there are, line by line."""

from dataclasses import asdict

from console.door import show, show_json
from runtime import said
from subscribers import Census


def show_census(found: Census, *, as_json: bool) -> None:
    """How many there are, line by line or as one JSON document."""
    if as_json:
        return show_json(asdict(found))
    show(said("residents   {number:,}", number=found.residents))
    show(said("left        {number:,}", number=found.left))
    for heading, numbers in (
        (said("language"), found.by_language),
        (said("medium"), found.by_medium),
        (said("zone"), found.by_zone),
    ):
        for word, number in numbers.items():
            show(
                said(
                    "{label:<10}  {word}: {number:,}",
                    label=heading,
                    word=word or said("the whole municipality"),
                    number=number,
                )
            )
    return None
