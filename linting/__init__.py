"""linting: whether a warning says what a warning must say. It owns the rules L01 to L25 and their words; it sends nothing and asks no database.

findings  one thing that a rule found: its level, its place in the text, what to write instead
cases     one text to be read, and what is known of its alert; a line of JSON of `tocsin lint --cases`
reading   a text as rules compare it: without accents and case, look-alike letters as Greek ones
lexicons  words of hazards, actions and times, from words/LANGUAGE.toml
rules     each rule on one text
linter    all of them on one text
answers   what `tocsin lint --cases` says of each of its lines
"""

from linting.answers import answer_line, finding_json
from linting.cases import BadCase, Case, TextMedium, read_case
from linting.findings import LintFinding, LintLevel
from linting.linter import lint_case

__all__ = [
    "BadCase",
    "Case",
    "LintFinding",
    "LintLevel",
    "TextMedium",
    "answer_line",
    "finding_json",
    "lint_case",
    "read_case",
]
