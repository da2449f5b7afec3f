"""Where a setting comes from, which one wins, and what is never shown."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from channels.smtp_settings import SmtpSettings
from channels.twilio_settings import TwilioSettings
from runtime.config import Config, load_config, omit_secrets
from runtime.config.reading import BadConfig
from runtime.config.secret_settings import is_secret


def _origins(home: Path, **environment: str) -> dict[str, tuple[str, str]]:
    return {
        each.name: (each.shown, each.origin) for each in load_config(home, environment).settings()
    }


def test_the_defaults_hold_without_a_file(tmp_path: Path) -> None:
    assert _origins(tmp_path)["municipality.timezone"] == ("Europe/Athens", "default")


def test_a_flag_wins_over_the_environment_and_both_over_files(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text('log_level = "error"')
    environment = {"TOCSIN_LOG_LEVEL": "info"}

    assert load_config(tmp_path, {}).config.log_level == "error"
    assert load_config(tmp_path, environment).config.log_level == "info"
    assert load_config(tmp_path, environment, {"log_level": "debug"}).config.log_level == "debug"


@pytest.mark.parametrize(
    ("written", "chains"),
    [
        ("language = 'el'", {"others": ("en",)}),
        ('[languages]\nsq = ["el"]', {"others": ("en",), "sq": ("el",)}),
        ("[languages]\nothers = []", {"others": ()}),
    ],
)
def test_languages_that_are_not_named_keep_the_default_chain(
    tmp_path: Path, written: str, chains: dict[str, tuple[str, ...]]
) -> None:
    (tmp_path / "tocsin.toml").write_text(written)

    assert load_config(tmp_path, {}).config.languages == chains


@pytest.mark.parametrize("written", ['german = ["en"]', 'de = ["English"]'])
def test_a_chain_names_codes_of_languages(tmp_path: Path, written: str) -> None:
    (tmp_path / "tocsin.toml").write_text(f"[languages]\n{written}")

    with pytest.raises(BadConfig, match="is no code of a language"):
        load_config(tmp_path, {})


def test_each_value_names_where_it_was_read(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text('[channels.twilio]\nsender = "TOWN"')

    found = _origins(tmp_path, TOCSIN_CHANNELS__TWILIO__RATE="20")

    assert found["channels.twilio.sender"] == ("TOWN", "tocsin.toml")
    assert found["channels.twilio.rate"] == ("20", "environment TOCSIN_CHANNELS__TWILIO__RATE")


def test_a_secret_is_read_from_its_file_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    (tmp_path / "tocsin.toml").write_text('[channels.twilio]\napi_secret_file = "secret"')

    loaded = load_config(tmp_path, {})

    assert loaded.config.channels["twilio"] == {"api_secret": "hunter2"}
    assert _origins(tmp_path)["channels.twilio.api_secret"] == ("********", "tocsin.toml -> secret")


def test_a_secret_may_come_from_a_file_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2")

    loaded = load_config(
        tmp_path, {"TOCSIN_CHANNELS__SMTP__PASSWORD_FILE": str(tmp_path / "secret")}
    )

    assert loaded.config.channels["smtp"] == {"password": "hunter2"}


def test_the_address_of_a_dead_mans_switch_is_masked(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://watch.example.org/ping/4f1c")
    (tmp_path / "tocsin.toml").write_text('[watch]\nurl_file = "secret"')

    loaded = load_config(tmp_path, {})

    assert loaded.config.watch.url == "https://watch.example.org/ping/4f1c"
    assert _origins(tmp_path)["watch.url"] == ("********", "tocsin.toml -> secret")
    assert omit_secrets('[watch]\nurl = "https://watch.example.org/ping/4f1c"')[1] == ("watch.url",)


def test_a_secret_of_an_adapter_is_recognised_by_its_name() -> None:
    secrets = {
        name
        for each in (TwilioSettings, SmtpSettings)
        for name, field in each.model_fields.items()
        if field.annotation is SecretStr
    }

    assert {"shared_key", "shared_key_next", "auth_token", "password"} <= secrets
    assert {name for name in secrets if not is_secret(f"channels.any.{name}")} == set()


def test_the_password_of_a_database_is_masked(tmp_path: Path) -> None:
    found = _origins(tmp_path, TOCSIN_DATABASE="postgresql://tocsin:hunter2@db.example.gr/tocsin")

    assert found["database"][0] == "********@db.example.gr/tocsin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("log_level = [", "tocsin.toml cannot be read"),
        ('log_level = "loud"', "log_level"),
        (
            "colour = 1",
            "tocsin.toml, colour: unknown setting 'colour' here; it belongs below [municipality].",
        ),
        (
            "[municipality]\nphnoe = '1'",
            "[municipality], phnoe: unknown setting 'phnoe'; did you mean 'phone'? ",
        ),
        (
            "[municipality]\nphone = 2310",
            '[municipality], phone: put the phone in quotation marks: phone = "..."',
        ),
        ("[municipality]\ncountries = 'GR'", 'countries: write a list: countries = ["...", "..."]'),
        ("web = 'x'", "tocsin.toml, web: it is a section, not a value; write [web]"),
        (
            "[approval]\nrecipients_above = -1",
            "[approval], recipients_above: write a number of 0 or more",
        ),
        (
            "[municipality]\ncharges = 'call'",
            '[municipality], charges: write it for each language: charges = { el = "...", en = "..." }.',
        ),
        (
            "[privacy]\nprocessors = 'Cloud'",
            'processors: write it for each language: processors = { el = ["...", "..."], en = ',
        ),
        (
            "[channels]\ntwilio = 'x'",
            "[channels], twilio: it is a section, not a value; write [channels.twilio]",
        ),
        (
            "[municipality]\ncountries = [30]",
            'put each value of the list in quotation marks: countries = ["...", "..."]',
        ),
        (
            "[web]\ntrusted_proxies = ['10.0.0.0/33']",
            "[web], trusted_proxies: write each network in quotation marks",
        ),
        ("[languages]\nuk = ['qq']", "'qq' is no code of a language, such as de"),
        ("[languages]\ngr = ['en']", "'gr' is no code of a language; did you mean 'el'?"),
        ("[municipality]\nname = { gr = 'Δήμος' }", "did you mean 'el'?"),
        (
            "[privacy]\nofficer = { qq = 'Ana' }",
            "[privacy], officer: 'qq' is no code of a language",
        ),
        ("[operator]\nlanguage = 'gr'", "[operator], language: 'gr' is no code of a language"),
        ("[staff_notice]\nlanguage = 'de'", "[staff_notice], language: write one of el or en"),
        ("[municipality]\ncountry = 'EL'", "[municipality], country: 'EL' is no code of a country"),
        (
            "[municipality]\ncountries = ['GR', 'Greece']",
            "countries: 'Greece' is no code of a country",
        ),
        ("[municipality]\ncurrency = 'euro'", "currency: 'euro' is no code of a currency"),
        ("[journal]\nmirror = true", 'mirror: put the mirror in quotation marks: mirror = "..."'),
        ("[registration]\nwork = 1.5", "[registration], work: write a whole number"),
        ("language = 'de'", "tocsin.toml, language: write one of el or en."),
        ('log_level = "loud"', "log_level: write one of debug, info, warning, error."),
        (
            "[municipality]\ncolour = 'red'",
            "colour: write it in its form: the head of e-mails and pages, #rrggbb",
        ),
        (
            '[municipality]\ntimezone = "Europe/Atlantis"',
            "[municipality], timezone: 'Europe/Atlantis' is not",
        ),
        ('[channels.twilio]\napi_secret_file = "nowhere"', "api_secret_file"),
        (
            '[web]\npublic = "nowhere"',
            "[web], public: 'nowhere' is not HOST:PORT, such as 127.0.0.1:8080.",
        ),
        ('[web]\nadmin = "127.0.0.1:99999"', "[web], admin: '127.0.0.1:99999' is not HOST:PORT"),
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


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text(
        'patiense = 4\n[municipality]\nphone = 2310\ntimezone = "x"'
    )

    with pytest.raises(BadConfig) as problem:
        load_config(tmp_path, {"TOCSIN_LANGUAGE": "tlh"})

    assert len(problem.value.details) == 4
    assert "environment TOCSIN_LANGUAGE, language: write one of el or en." in problem.value.details


def test_no_fault_is_told_in_the_words_of_the_library(tmp_path: Path) -> None:
    wrong = [
        f"{name} = {value}"
        for name in Config.model_fields
        for value in ("1", "'x'", "[1]", "true", "{a = 1}")
    ]

    told = [_refusal(tmp_path, line) for line in wrong]

    assert sum(map(bool, told)) > len(wrong) / 2
    assert [words for words in told if "Input" in words or "valid" in words] == []


def _refusal(home: Path, line: str) -> str:
    (home / "tocsin.toml").write_text(line)
    try:
        load_config(home, {})
    except BadConfig as problem:
        return str(problem)
    return ""
