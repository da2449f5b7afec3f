"""The person at the terminal chooses what nobody else can know, such as why an alert is taken back;
each option is shown with the words that it sends."""

from collections.abc import Mapping, Sequence

from console.terminal.door import Terminal
from console.terminal.language import ENGLISH
from console.terminal.output import say
from console.terminal.questions import ask
from runtime import said
from templates import Variable

LANGUAGES = ("el", "en")


def choose(terminal: Terminal, variables: Sequence[Variable]) -> Mapping[str, str]:
    """Let the person at the terminal choose an option of each of these variables."""
    return {variable.name: _chosen(terminal, variable) for variable in variables}


def list_choices(terminal: Terminal, variables: Sequence[Variable]) -> None:
    """Say what each choice means, where nobody can be asked and the command is refused for want of
    it."""
    for variable in variables:
        for code, words in variable.options.items():
            say(f"  {code:<15} {words.get(terminal.language) or _label(terminal, words)}")


def _chosen(terminal: Terminal, variable: Variable) -> str:
    say(said("{question}? One of these:", question=_label(terminal, variable.label)))
    for number, (code, words) in enumerate(variable.options.items(), 1):
        name = f"{code:<15} " if terminal.language == ENGLISH else ""
        say(f"  {number}  {name}{_label(terminal, words)}")
    answers = {str(number): code for number, code in enumerate(variable.options, 1)}
    flag = f"--set {variable.name}=CHOICE"
    while True:
        typed = ask(terminal, said("Type its number or its name"), flag).strip()
        if typed in answers:
            return answers[typed]
        try:
            return variable.option(typed)
        except KeyError:
            say(said("That is none of them."))


def _label(terminal: Terminal, words: Mapping[str, str]) -> str:
    """The words in the language of the reader; in English, those of every language of the
    office."""
    if terminal.language in words and terminal.language != ENGLISH:
        return words[terminal.language]
    return " / ".join(words[language] for language in LANGUAGES if language in words)
