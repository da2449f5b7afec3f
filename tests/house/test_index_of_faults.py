"""The index of faults names tests that exist."""

from tests.house.named_code import ROOT, is_there, named_in


def test_every_test_that_the_index_names_exists() -> None:
    named = [each for each in named_in((ROOT / "docs" / "faults.md").read_text("utf-8")) if each[1]]

    assert len(named) > 40
    assert [each for each in named if not is_there(*each)] == []
