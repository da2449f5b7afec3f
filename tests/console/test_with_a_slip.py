"""A slip in tocsin.toml, or a secret that a restored home lacks, locks nobody out who only
looks."""

import pytest

from tests.journeys.conftest import Installation

LOOKING = (
    ("status",),
    ("alerts", "list"),
    ("alerts", "report", "1"),
    ("alerts", "show", "1"),
    ("alerts", "missed", "1"),
)
SLIPS = (
    ("patience = 4", 'patience = "long'),
    ('auth_token = "sandbox-token"', 'auth_token_file = "gone.secret"'),
    ('auth_token = "sandbox-token"', ""),
    ("[operator]", "[operater]"),
)

OTHERS = """
[operater]
[webb]
lines = nine
[channels.second]
adapter = "smtp"
rat = 1
"""


def spoil(here: Installation, old: str, new: str) -> None:
    path = here.home / "tocsin.toml"
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new), "utf-8")


@pytest.mark.parametrize(("old", "new"), SLIPS)
def test_a_command_that_only_looks_works_despite_a_slip(
    bare: Installation, old: str, new: str
) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.snow(
        "--all",
        "--yes",
        "--expect",
        "1",
        TOCSIN_CHANNELS__TWILIO__BASE_URL="http://127.0.0.1:9",
        code=5,
    )
    spoil(bare, old, new)

    for words in LOOKING:
        seen = bare.tocsin(*words, code=None)
        assert seen.code in {0, 3}, seen.err
        assert seen.out
        assert "config check" in seen.out + seen.err
    assert bare.snow("--all", "--yes", "--expect", "1", code=None).code in {2, 5}


def test_a_settings_file_is_checked_before_it_is_in_place(bare: Installation) -> None:
    draft = bare.home / "draft.toml"
    draft.write_text((bare.home / "tocsin.toml").read_text("utf-8") + OTHERS, "utf-8")

    refused = bare.tocsin("config", "check", str(draft), code=5)

    for told in (
        "operater",
        "webb",
        "line ",
        "column 9: no value can be read",
        "[channels.second], rat:",
    ):
        assert told in " ".join(refused.err.split())
    assert "is right" in bare.tocsin("config", "check").out


def test_a_language_without_words_is_told(bare: Installation) -> None:
    draft = bare.home / "next.toml"
    kept = (bare.home / "tocsin.toml").read_text("utf-8")
    draft.write_text(f'{kept}\n[languages]\nar = ["fr", "en"]\n', "utf-8")

    told = bare.tocsin("config", "check", str(draft))

    assert "[languages], ar: no template has words in fr" in told.err
    assert "is right" in told.out
