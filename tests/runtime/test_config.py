"""Where a setting comes from, which one wins, and what is never shown."""

from pathlib import Path

import pytest

from runtime.config import BadConfig, load_config


def _origins(home: Path, **environment: str) -> dict[str, tuple[str, str]]:
    return {each.name: (each.shown, each.origin) for each in load_config(home, environment).settings()}


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert _origins(tmp_path)["municipality.timezone"] == ("Europe/Athens", "default")


def test_the_environment_wins_over_the_file_and_a_flag_over_both(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text('log_level = "error"')
    environment = {"TOCSIN_LOG_LEVEL": "info"}

    assert load_config(tmp_path, {}).config.log_level == "error"
    assert load_config(tmp_path, environment).config.log_level == "info"
    assert load_config(tmp_path, environment, {"log_level": "debug"}).config.log_level == "debug"


def test_each_value_names_where_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text('[channels.twilio]\nsender = "TOWN"')

    found = _origins(tmp_path, TOCSIN_CHANNELS__TWILIO__RATE="20")

    assert found["channels.twilio.sender"] == ("TOWN", "tocsin.toml")
    assert found["channels.twilio.rate"] == ("20", "environment TOCSIN_CHANNELS__TWILIO__RATE")


def test_a_secret_is_read_from_the_file_it_names_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    (tmp_path / "tocsin.toml").write_text('[channels.twilio]\napi_secret_file = "secret"')

    loaded = load_config(tmp_path, {})

    assert loaded.config.channels["twilio"] == {"api_secret": "hunter2"}
    assert _origins(tmp_path)["channels.twilio.api_secret"] == ("********", "tocsin.toml -> secret")


def test_a_secret_may_come_from_a_file_that_the_environment_names(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2")

    loaded = load_config(tmp_path, {"TOCSIN_CHANNELS__SMTP__PASSWORD_FILE": str(tmp_path / "secret")})

    assert loaded.config.channels["smtp"] == {"password": "hunter2"}


def test_the_password_of_a_database_is_masked(tmp_path: Path) -> None:
    found = _origins(tmp_path, TOCSIN_DATABASE="postgresql://tocsin:hunter2@db.example.gr/tocsin")

    assert found["database"][0] == "********@db.example.gr/tocsin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("log_level = [", "tocsin.toml cannot be read"),
        ('log_level = "loud"', "log_level"),
        ("colour = 1", "'colour' (tocsin.toml)"),
        ('[municipality]\ntimezone = "Europe/Atlantis"', "municipality.timezone"),
        ('[channels.twilio]\napi_secret_file = "nowhere"', "api_secret_file"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "tocsin.toml").write_text(text)

    with pytest.raises(BadConfig) as problem:
        load_config(tmp_path, {})

    assert said in str(problem.value)


def test_a_bad_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as problem:
        load_config(tmp_path, {"TOCSIN_PATIENCE": "hunter2"})

    assert "hunter2" not in str(problem.value)
