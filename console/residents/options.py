"""The options of `tocsin residents`, and what was typed of one resident, before it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from console.terminal.repeated import split_words


class FirstMedium(StrEnum):
    """What a resident is tried by first."""

    NONE = ""
    SMS = "sms"
    EMAIL = "email"


Many = list[str] | None
Number = Annotated[int, typer.Argument(help="The resident's number.", show_default=False)]
Name = Annotated[str | None, typer.Option(help="Name; '' takes it away.")]
Language = Annotated[str, typer.Option(help="Two-letter code, el if none is given.")]
First = Annotated[
    FirstMedium,
    typer.Option("--first", help="sms or email: what to try first.", show_default=False),
]
Contacts = Annotated[
    Many,
    typer.Option("--phone", "--email", help="Mobile number or e-mail address; may be repeated."),
]
Zones = Annotated[
    Many,
    typer.Option(
        "--area", callback=split_words, help="Codes or names; none means the whole municipality."
    ),
]
Topics = Annotated[
    Many,
    typer.Option(
        "--topic", help="emergency, weather, utilities, roads, schools, events; none: all."
    ),
]
Groups = Annotated[
    Many, typer.Option("--group", help="Groups of the office's own, e.g. volunteers.")
]
AddContacts = Annotated[
    Many, typer.Option("--add-phone", "--add-email", help="One more; needs a consent.")
]
NoContacts = Annotated[Many, typer.Option("--remove-phone", "--remove-email", help="One less.")]
AddZones = Annotated[Many, typer.Option("--add-area", callback=split_words, help="One more.")]
NoZones = Annotated[Many, typer.Option("--remove-area", callback=split_words, help="One less.")]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="Told for the whole municipality.")]
AddTopics = Annotated[Many, typer.Option("--add-topic", help="One more topic.")]
NoTopics = Annotated[
    Many, typer.Option("--remove-topic", help="Refused from now on, whatever a file says.")
]
EveryTopic = Annotated[bool, typer.Option("--every-topic", help="Told about everything.")]
AddGroups = Annotated[Many, typer.Option("--add-group", help="One more group.")]
NoGroups = Annotated[Many, typer.Option("--remove-group", help="One group less.")]
Helped = Annotated[
    bool | None, typer.Option("--needs-help/--no-needs-help", help="To be seen to first.")
]
Landline = Annotated[
    str | None,
    typer.Option(help="A landline, to be phoned by hand; '' takes it away.", show_default=False),
]
Normal = Annotated[
    bool | None,
    typer.Option(
        "--normal-letters/--capitals",
        help="SMS in normal Greek letters, for a screen reader or translation.",
    ),
]
Source = Annotated[
    str, typer.Option("--consent-source", help="How they agreed, such as form or desk.")
]
Given = Annotated[
    str, typer.Option("--consent-at", help="When they agreed: 2026-03-31 or 31/3/2026.")
]
Reason = Annotated[str, typer.Option(help="Why, in a few words.")]
Sought = Annotated[str, typer.Argument(help="A phone, an e-mail address, or part of a name.")]


@dataclass(frozen=True, slots=True)
class TypedFacts:
    """What a resident has one of, and how they agreed; None or empty where nothing was typed."""

    name: str | None
    language: str
    first: FirstMedium
    needs_help: bool | None
    landline: str | None
    source: str
    given: str
    normal_letters: bool | None


@dataclass(frozen=True, slots=True)
class TypedLists:
    """What a resident may have several of; None where nothing was typed."""

    contacts: Sequence[str] | None
    zones: Sequence[str] | None
    topics: Sequence[str] | None
    groups: Sequence[str] | None
