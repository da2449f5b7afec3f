"""A slip in tocsin.toml: what is right is still read by those who only look, and all that is wrong
is named."""

from pathlib import Path

import pytest

from runtime import Home
from runtime.config import load_config, read_config
from runtime.config.reading import BadConfig, Loaded
from runtime.home import open_to_look
from runtime.keys import create_keys

GOOD = 'language = "el"\n[municipality]\nphone = "15300"\n'
SLIPS = {
    "no closing mark": ('[operator]\nname = "Anna\n', "cannot be read"),
    "no closing bracket": ("[operator\n", "cannot be read"),
    "an unknown section": ('[operater]\nname = "Anna"\n', "operater"),
    "an unknown setting": ('[operator]\nnmae = "Anna"\n', "nmae"),
    "a number in marks": ('[registration]\nwork = "much"\n', "work"),
    "a value out of bounds": ("[registration]\nwork = 0\n", "work"),
    "a section that is a value": ("[operator]\nname = 7\n", "name"),
    "a secret that is not there": (
        '[channels.twilio]\napi_secret_file = "gone.secret"\n',
        "gone.secret",
    ),
    "a text that never ends": ('[operator]\nname = """Anna\n', "cannot be read"),
    "a key twice": ('[operator]\nname = "Anna"\nname = "Maria"\n', "cannot be read"),
}


def read(home: Path, words: str) -> Loaded:
    (home / "tocsin.toml").write_text(words, "utf-8")
    return read_config(home, {})


@pytest.mark.parametrize(("words", "named"), SLIPS.values(), ids=SLIPS)
def test_a_file_with_slips_is_read_and_each_named(tmp_path: Path, words: str, named: str) -> None:
    loaded = read(tmp_path, GOOD + words)

    assert (loaded.config.language, loaded.config.municipality.phone) == ("el", "15300")
    assert named in " ".join(loaded.slips)


@pytest.mark.parametrize(("words", "named"), SLIPS.values(), ids=SLIPS)
def test_a_file_with_slips_is_refused_for_sending(tmp_path: Path, words: str, named: str) -> None:
    (tmp_path / "tocsin.toml").write_text(GOOD + words, "utf-8")

    with pytest.raises(BadConfig, match=named):
        load_config(tmp_path, {})


def test_all_slips_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    loaded = read(
        tmp_path, '[channels.a]\ntoken_file = "x"\npassword_file = "y"\n[operator]\nnmae = "z"\n'
    )

    assert len(loaded.slips) == 3


def test_the_hint_how_to_write_a_file_follows_its_fault(tmp_path: Path) -> None:
    [slip] = read(tmp_path, 'language = "el\n').slips

    assert slip.startswith("tocsin.toml cannot be read: line 1")
    assert "Text stands in quotation marks" in slip


@pytest.mark.parametrize(
    "words",
    [
        'database = "postgresql://x\n',
        'database_file = "gone.secret"\n',
        "database = 7\n",
        'key_file = "x\n',
        'language = """el\ndatabase = "postgresql://x"\n',
    ],
)
def test_another_database_is_never_looked_at_by_mistake(tmp_path: Path, words: str) -> None:
    (tmp_path / "tocsin.db").touch()

    with pytest.raises(BadConfig):
        read(tmp_path, words)


def test_a_slip_in_the_environment_locks_nobody_out(tmp_path: Path) -> None:
    loaded = read_config(tmp_path, {"TOCSIN_PATIENCE": "long", "TOCSIN_LANGUAGE": "el"})

    assert loaded.config.language == "el"
    assert "TOCSIN_PATIENCE" in " ".join(loaded.slips)


def test_a_home_with_a_slip_is_opened_to_look(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text("[operater]\n", "utf-8")
    (tmp_path / "tocsin.db").touch()
    create_keys(tmp_path / "tocsin.key")

    home: Home = open_to_look(tmp_path, {})

    assert len(home.slips) == 1
    home.database.close()
