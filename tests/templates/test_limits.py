"""What an office writes into its files can be wrong, endless or huge: it is told in words, with
file and line, at once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from templates import Catalogue
from templates.sandbox import BadWording, environment, fill
from templates.speech import Speech

SPEECH = Speech("el", Catalogue.load(None).find("snow").phrases["el"], ZoneInfo("Europe/Athens"))
SLOTS = {"moment": datetime(2026, 1, 12, 18, 0, tzinfo=UTC), "link": ""}
TWICE = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}"
DOUBLED = "{% set a = '0123456789' %}" + "{% set a = a ~ a %}" * 30
ADDED = "{% set a = '0123456789' %}" + "{% set a = a + a %}" * 30
BLOCKS = "{% set a = 'ab' %}" + "{% set a %}{{ a }}{{ a }}{{ a }}{{ a }}{% endset %}" * 30
SQUARED = (
    "{% macro f(n, s) %}{% if n %}{{ f(n - 1, s * s) }}{% endif %}{% endmacro %}{{ f(99, 3) }}"
)
NESTED = "{% for a in 'x' * 1000 %}{% for b in 'x' * 1000 %}{% endfor %}{% endfor %}"
LEFT_OUT = "{% for a in 'x' * 1000 %}{% for b in 'x' * 1000 if false %}{% endfor %}{% endfor %}"
FAULTS = {
    "a division by zero": ("{{ 1/0 }}", "line 1: it divides by zero"),
    "a missing include": (
        "\n{% include 'nope.html' %}",
        "line 2: it needs 'nope.html', which is not there",
    ),
    "an include of itself": (
        "{% include 'sms.el.txt' %}",
        "line 1: it includes or calls itself without end",
    ),
    "a macro without end": (
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "calls itself without end",
    ),
    "a filter used wrongly": ("{{ moment|span }}", r"line 1: it cannot be worked out \(.*'end'\)"),
    "a filter of the wrong kind": ("{{ link|short }}", "line 1: it cannot be worked out"),
    "a name nobody fills": (
        "{{ x.y }}",
        r"line 1: it asks for what is not there \('x' is undefined\)",
    ),
    "a moment unsaid": ("{{ moment }}", "line 1: a slot holds .*, which nobody can read"),
    "a tag left open": ("\n\n{% if link %}", "line 3: .*"),
    "an attribute of Python": ("{{ ''.__class__ }}", "is unsafe"),
    "a macro that calls itself twice": (TWICE, "it repeats itself more than 20000 times"),
    "a loop in a loop": (NESTED, "it repeats itself more than 20000 times"),
    "a loop that leaves all out": (LEFT_OUT, "it repeats itself more than 20000 times"),
    "a text many times": ("{{ 'a' * 10**8 }}", "one step of it makes too much"),
    "a power of a power": ("{{ 9**9**9 }}", "one step of it makes too much"),
    "a number without end": (SQUARED, "it makes a number that is too large"),
    "a wide filter": ("{{ 'x'|center(10**9) }}", "one step of it makes too much"),
    "a wide method": ("{{ 'x'.ljust(10**9) }}", "one step of it makes too much"),
    "a wide pattern": (
        "{{ '%99999d'|format(1) }}{{ '%99999d' % 1 }}",
        "one step of it makes too much",
    ),
    "a wide form": ("{{ '{:>999999999}'.format(1) }}", "one step of it makes too much"),
    "a text doubled": (DOUBLED, "it makes more than 1000000 characters"),
    "a text added to itself": (ADDED, "it makes more than 1000000 characters"),
    "a block in a block": (BLOCKS, "it makes more than 1000000 characters"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_words_with_its_line(fault: str) -> None:
    text, words = FAULTS[fault]

    with pytest.raises(
        BadWording, match=rf"^snow/sms\.el\.txt, {words}|^snow/sms\.el\.txt.*{words}"
    ):
        fill(environment({"sms.el.txt": text}, SPEECH), "snow", "sms.el.txt", SLOTS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ moment|short|upper }}", "ΔΕΥ 12/1 20:00"),
        (
            "{% for each in [1, 2] if each > 1 %}{{ loop.index }} of {{ loop.length }}{% endfor %}",
            "1 of 1",
        ),
        ("{{ '%02d'|format(3) }} {{ '{:>3}'.format(7) }}", "03   7"),
        ("{{ 2 * 3 }} {{ 'ab' * 2 }} {{ 10**4 }} {{ 7 % 4 }}", "6 abab 10000 3"),
        ("{{ 'στοπ'|sentence ~ ' ' ~ [3, 1]|sort|join('-') }}", "στοπ. 1-3"),
    ],
)
def test_ordinary_words_come_out_whole(text: str, words: str) -> None:
    assert fill(environment({"sms.el.txt": text}, SPEECH), "snow", "sms.el.txt", SLOTS) == words


def test_a_fault_in_an_included_file_names_that_file() -> None:
    files = {"sms.el.txt": "\n{% include 'more.txt' %}", "more.txt": "\n\n{{ 1/0 }}"}

    with pytest.raises(BadWording, match=r"^snow/more\.txt, line 3: it divides by zero") as told:
        fill(environment(files, SPEECH), "snow", "sms.el.txt", SLOTS)

    assert told.value.file == "more.txt"
