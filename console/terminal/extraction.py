"""`python -m console.terminal.extraction`: bring the Greek catalogue of the terminal up to date
with the words in the code.

New words come in without a translation, those that nobody says any more go; what is translated
stays."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from inspect import cleandoc
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from console.terminal.language import GREEK
from runtime.languages import LOCALES

ROOT = Path(__file__).parents[2]
ROOMS = (
    "runtime",
    "channels",
    "areas",
    "subscribers",
    "linting",
    "templates",
    "delivery",
    "engine",
    "staff",
    "alerts",
    "checks",
    "console",
)
KEYWORDS = {
    "said": slice(0, 1),
    "mark": slice(0, 1),
    "counted": slice(1, 3),
}  # which arguments are words
DOOR = "cli.py"
# The web speaks to programs, but for the addresses that staff give it.
LISTENING = "web/listening.py"
CATALOGUE = LOCALES / GREEK / "LC_MESSAGES" / "messages.po"
HEADER = """# The Greek of the terminal; the English words stand in the code. `make words` brings it up to date.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: el\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
# Every command has one, however it is registered.
EXAMPLE = re.compile(r"^Examples?:", re.MULTILINE)
Words = str | tuple[str, ...]


def words_of(root: Path) -> dict[Words, str]:
    """Everything the terminal says, one or two forms of it, and the first file that says so."""
    found: dict[Words, str] = {}
    files = [
        *(path for room in ROOMS for path in sorted((root / room).rglob("*.py"))),
        root / LISTENING,
    ]
    read = {
        path: list(ast.walk(ast.parse(path.read_text("utf-8")))) for path in (*files, root / DOOR)
    }
    problems = _problems(chain.from_iterable(read.values()))
    for path, nodes in read.items():
        place = str(path.relative_to(root))
        for words in (*_called(nodes), *_reasons(nodes, problems), *_helps(nodes)):
            found.setdefault(words, place)
    return {words: place for words, place in found.items() if _holds_letters(words)}


def bring_up_to_date(path: Path, root: Path) -> int:
    """Write the catalogue anew; how many words in it have no translation."""
    with path.open("rb") as file:
        before = read_po(file, locale=GREEK)
    after = Catalog(locale=GREEK)
    for words, place in words_of(root).items():
        kept = before.get(words if isinstance(words, str) else words[0])
        after.add(words, kept.string if kept and kept.id == words else None, locations=[(place, 0)])
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, after, omit_header=True, include_lineno=False, sort_output=True, width=110)
    return sum(1 for message in after if message.id and not _is_translated(message.string))


def _holds_letters(words: Words) -> bool:
    """Whether there is anything to translate beside the places for values."""
    text = words if isinstance(words, str) else "".join(words)
    return any(map(str.isalpha, re.sub(r"\{[^{}]*(\{\w*\})?[^{}]*\}", "", text)))


def _called(nodes: Sequence[ast.AST]) -> Iterator[Words]:
    """What is given to `said`, `mark` and `counted`, where it stands there word by word."""
    for node in nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        given = [
            each.value
            for each in node.args[KEYWORDS.get(node.func.id, slice(0))]
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if given:
            yield given[0] if len(given) == 1 else tuple(given)


def _problems(nodes: Iterable[ast.AST]) -> set[str]:
    """The names of the classes that derive from Problem, however far back."""
    bases = {each.name: _bases(each) for each in nodes if isinstance(each, ast.ClassDef)}
    found = {"Problem"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def _reasons(nodes: Sequence[ast.AST], problems: set[str]) -> Iterator[str]:
    """The docstrings of problems, which explain themselves to staff."""
    for node in nodes:
        if isinstance(node, ast.ClassDef) and (node.name == "Problem" or _bases(node) & problems):
            yield " ".join((ast.get_docstring(node) or "").split())


def _helps(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """The help texts of commands, options and arguments, paragraph by paragraph without the
    examples."""
    for node in nodes:
        text = None
        if isinstance(node, ast.keyword) and node.arg == "help":
            text = ast.literal_eval(node.value)
        elif isinstance(node, ast.FunctionDef) and EXAMPLE.search(ast.get_docstring(node) or ""):
            text = ast.get_docstring(node)
        for paragraph in cleandoc(text or "").split("\n\n"):
            if not paragraph.strip().startswith(("Example", "tocsin ")):
                yield " ".join(paragraph.split())


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base) for base in node.bases}


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    print(f"{bring_up_to_date(CATALOGUE, ROOT):,} without a translation")
