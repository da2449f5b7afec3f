"""Where a TOML text cannot be read is said by line and column, and every slip at once."""

import tomllib

import pytest

from runtime.config import explain_toml
from runtime.config.slips import readable

UNREADABLE = {
    "a = TOWN": "line 1, column 5: no value can be read",
    "a = 1 2": "line 1, column 7: more stands behind the value",
    "a 1": "line 1, column 3: an = is missing behind the name",
    "[a": "line 1, column 3: a ] is missing at the end of the [section]",
    'a = "x': "line 1, column 7: the quotation marks that close this text are missing",
    "a = 1\na = 2": "line 2, column 6: this name stands here twice",
    "[a]\nb = 1\n[a": "line 3, column 3: a ] is missing at the end of the [section]",
    "[a]\n[a # x\nb = 1": "line 2, column 4: a ] is missing at the end of the [section]",
    'a = 1\nb = """x\nc = 1': "line 2 is not complete: the quotation marks that close this text are missing",
    "[a]\n[a]": "line 2, column 3: this [section] stands here twice",
    "a = [1 2]": "line 1, column 8: the ] that closes a list is missing before this",
    'a = "\\q"': "line 1, column 8: a \\ is written twice within quotation marks",
    "(": "line 1, column 1: neither a setting (name = value) nor a [section] begins here",
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_slip_is_said_by_line_and_column(text: str) -> None:
    _, faults, _ = readable(text)

    assert len(faults) == 1
    assert faults[0].startswith(UNREADABLE[text])


def test_all_slips_are_told_at_once_and_the_rest_read() -> None:
    tree, faults, lost = readable('a = x\nb = y\nc = 3\n\n[d]\ne = "z\nf = 4\n')

    assert tree == {"c": 3, "d": {"f": 4}}
    assert [fault.partition(":")[0] for fault in faults] == [
        "line 1, column 5",
        "line 2, column 5",
        "line 6, column 7",
    ]
    assert lost == ["a", "b", "e"]


def test_a_list_that_is_not_closed_is_one_slip() -> None:
    _, faults, _ = readable("a = [1,\nb = 2\n\n[c]\nd = x\n")

    assert [fault.partition(":")[0] for fault in faults] == ["line 2, column 1", "line 5, column 5"]


def test_an_end_without_a_line_is_said_as_the_end() -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads("title =")

    assert explain_toml(caught.value).startswith("at its end: no value can be read")
