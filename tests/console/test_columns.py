"""A table keeps to the columns of the screen."""

import pytest

from console.terminal.columns import table_lines

TABLE = [
    ("no", "issued", "state", "template", "areas"),
    ("1", "Thu 26/11 20:00", "sent", "extreme weather", "Panorama, Pylaia, Exochi"),
    ("  2", "-", "draft", "snow", ""),
]


def test_a_table_without_screen_is_as_wide_as_its_cells() -> None:
    assert list(table_lines(TABLE, None)) == [
        "no   issued           state  template         areas",
        "1    Thu 26/11 20:00  sent   extreme weather  Panorama, Pylaia, Exochi",
        "  2  -                draft  snow",
    ]


def test_cells_are_broken_between_words() -> None:
    assert list(table_lines(TABLE, 50)) == [
        "no   issued       state  template     areas",
        "1    Thu 26/11    sent   extreme      Panorama,",
        "     20:00               weather      Pylaia,",
        "                                      Exochi",
        "  2  -            draft  snow",
    ]


@pytest.mark.parametrize("width", range(20, 90))
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert max(map(len, table_lines(TABLE, width))) <= width


def test_a_spare_column_is_left_out_before_a_word_breaks() -> None:
    assert list(table_lines(TABLE, 24, spare=(1, 2))) == [
        "no   template  areas",
        "1    extreme   Panorama,",
        "     weather   Pylaia,",
        "               Exochi",
        "  2  snow",
    ]


def test_a_word_longer_than_the_screen_is_folded() -> None:
    assert list(table_lines([("address",), ("a" * 30,)], 20)) == ["address", "a" * 20, "a" * 10]
