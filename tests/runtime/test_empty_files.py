"""An empty tocsin.toml is a slip: a full disk leaves one, and nobody wants warnings to go by
defaults."""

from pathlib import Path

import pytest

from runtime import open_home
from runtime.config import load_config, read_config
from runtime.config.reading import BadConfig
from runtime.home import NoHome, open_to_look
from runtime.keys import create_keys

EMPTY = {"no byte": "", "blanks": " \n\t\n", "comments": "# Tocsin\n\n# phone = 1\n"}


@pytest.mark.parametrize("words", EMPTY.values(), ids=EMPTY)
def test_an_empty_file_is_refused_with_what_to_do(tmp_path: Path, words: str) -> None:
    (tmp_path / "tocsin.toml").write_text(words, "utf-8")

    with pytest.raises(BadConfig, match=r"tocsin.toml is empty.*tocsin restore.*tocsin init"):
        load_config(tmp_path, {})


def test_a_file_of_one_unfinished_line_is_told_as_that(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text("[municipality", "utf-8")

    [told] = read_config(tmp_path, {}).slips

    assert "line 1" in told


def test_an_empty_file_is_opened_to_look(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").touch()
    (tmp_path / "tocsin.db").touch()
    create_keys(tmp_path / "tocsin.key")

    home = open_to_look(tmp_path, {})

    assert len(home.slips) == 1
    home.database.close()


def test_an_empty_settings_file_is_not_a_missing_home(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").touch()

    with pytest.raises(BadConfig, match="is empty"):
        open_to_look(tmp_path, {})
    (tmp_path / "tocsin.toml").unlink()
    with pytest.raises(NoHome):
        open_home(tmp_path, {})
