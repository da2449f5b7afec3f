"""Actions: what people are told to do, a sentence an id, from `actions.<language>.toml`, with every
fault of such a file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from runtime import said
from runtime.config import explain_toml
from templates.faults import WordingFault

# What may stand in braces in a sentence.
FIELDS = frozenset({"phone"})


@dataclass(frozen=True, slots=True)
class Actions:
    """The sentences of one language by their ids; `brief` is how an SMS says some of them."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    steps: Mapping[str, str] = field(default_factory=dict)
    brief: Mapping[str, str] = field(default_factory=dict)

    def over(self, others: "Actions") -> "Actions":
        """These and, of the others, those that these do not have."""
        return Actions({**others.steps, **self.steps}, {**others.brief, **self.brief})

    def shortest(self, action: str) -> str:
        """How an SMS says it; raises KeyError."""
        return self.brief.get(action) or self.steps[action]


_ACTIONS = TypeAdapter(Actions)
NO_ACTIONS = Actions()


def actions_file(language: str) -> str:
    """The file with the actions of a language."""
    return f"actions.{language}.toml"


def read_actions(
    texts: Mapping[str, str], shipped: Mapping[str, str], languages: Iterable[str]
) -> tuple[dict[str, Actions], list[WordingFault]]:
    """The actions of these languages, the office's own before the shipped ones, and what is wrong
    with those that cannot be used; a language without a file has none."""
    found: dict[str, Actions] = {}
    faults: list[WordingFault] = []
    for language in languages:
        file, found[language] = actions_file(language), NO_ACTIONS
        for text in dict.fromkeys(each[file] for each in (shipped, texts) if file in each):
            read = _read(file, text)
            if isinstance(read, Actions):
                found[language] = read.over(found[language])
            else:
                faults += read
    return found, faults


def _read(file: str, text: str) -> Actions | list[WordingFault]:
    try:
        read = _ACTIONS.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return [WordingFault.of(file, explain_toml(error))]
    except ValidationError as error:
        return [
            WordingFault.of(
                file,
                said("{field}: {why}", field=".".join(map(str, each["loc"])), why=each["msg"]),
            )
            for each in error.errors()
        ]
    faults = [
        WordingFault.of(
            file, said("{field}: '{words}' cannot be filled in", field=name, words=strange)
        )
        for name, words in (*read.steps.items(), *read.brief.items())
        if (strange := _strange(words))
    ]
    return faults or read


def _strange(words: str) -> str:
    """What stands in braces there and is never filled in."""
    try:
        fields = {name for _, name, _, _ in Formatter().parse(words) if name is not None}
    except ValueError:
        return words
    return next((f"{{{name}}}" for name in sorted(fields - FIELDS)), "")
