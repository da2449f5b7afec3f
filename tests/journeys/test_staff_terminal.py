"""Staff at the terminal: who types is known by a token, and whoever holds the home lets the first
one in."""

from pathlib import Path

import pytest

from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation

ADD = (
    "residents",
    "add",
    "--phone",
    "6900000001",
    "--consent-source",
    "desk",
    "--consent-at",
    "2026-01-02",
)


def statement(here: Installation, *words: str) -> None:
    """What somebody does to the database who holds its file."""
    database = connect_database(sqlite_url(here.home / "tocsin.db"))
    with database.writing() as session:
        for each in words:
            session.connection().exec_driver_sql(each)
    database.close()


def token_file(here: Installation) -> Path:
    return here.home / "tocsin.token"


def test_members_come_and_go_by_their_tokens(bare: Installation) -> None:
    value = bare.tocsin("staff", "add", "Νίκος Δοκιμαστής", "--role", "viewer").out.strip()
    as_nikos = {"TOCSIN_TOKEN": value}

    seen = bare.tocsin("alerts", "list", "--json", code=0, **as_nikos)
    refused = bare.tocsin(*ADD, code=4, **as_nikos)
    bare.tocsin("staff", "role", "Νίκος Δοκιμαστής", "author")
    bare.tocsin(*ADD, code=0, **as_nikos)
    told = bare.tocsin("journal", "show", "--json", code=4, **as_nikos)
    bare.tocsin("staff", "dismiss", "2")
    gone = bare.tocsin("alerts", "list", code=4, **as_nikos)

    assert (seen.rows, seen.err) == ([], "")
    assert "Νίκος Δοκιμαστής may not change residents" in refused.err
    assert "may not read the journal" in told.err
    assert "The token opens nothing here" in gone.err
    assert value not in (bare.home / "tocsin.db").read_bytes().decode("latin-1")


def test_a_token_is_shown_once_and_limited_to_its_scope(bare: Installation, tmp_path: Path) -> None:
    words = (
        "staff",
        "token",
        "create",
        "1",
        "--scope",
        "alert:read",
        "--days",
        "3",
        "--label",
        "screen",
    )
    value = bare.tocsin(*words).out.strip()
    (tmp_path / "screen.token").write_text(value)
    (tmp_path / "screen.token").chmod(0o400)
    by_file = {"TOCSIN_TOKEN_FILE": str(tmp_path / "screen.token")}

    bare.tocsin("alerts", "list", code=0, **by_file)
    refused = bare.tocsin("residents", "count", code=4, **by_file)
    listed = bare.tocsin("staff", "token", "list", "--json").rows
    bare.tocsin("staff", "token", "revoke", "2")
    stopped = bare.tocsin("alerts", "list", code=4, **by_file)

    assert "may not see residents" in refused.err
    assert (listed[1]["scopes"], listed[1]["label"]) == (["alert:read"], "screen")
    assert listed[1]["last_used_at"]
    assert "The token opens nothing here" in stopped.err


@pytest.mark.parametrize(
    ("mode", "said"),
    [(0o640, "can be read by others: chmod 600"), (0o604, "can be read by others: chmod 600")],
)
def test_a_token_that_others_can_read_is_refused(bare: Installation, mode: int, said: str) -> None:
    token_file(bare).chmod(mode)

    assert said in bare.tocsin("alerts", "list", code=4).err


def test_an_older_home_has_no_members_until_its_owner_acts(bare: Installation) -> None:
    token_file(bare).unlink()
    unknown = bare.tocsin("alerts", "list", code=4)
    statement(bare, "DELETE FROM token", "DELETE FROM member")

    nobody = [
        bare.tocsin(*words, code=4)
        for words in (ADD, ("residents", "count"), bare.snow_words("--all"))
    ]
    not_yet = bare.tocsin("staff", "add", "Νίκος", "--role", "viewer", code=4)
    added = bare.tocsin("staff", "add", "Μαρία", "--role", "admin")
    bare.tocsin(*ADD)

    assert "`tocsin staff token create MEMBER`" in unknown.err
    assert all("`tocsin staff add NAME --role admin`" in each.err for each in [*nobody, not_yet])
    assert (added.out, token_file(bare).stat().st_mode & 0o777) == ("", 0o600)


def test_a_home_with_locked_out_administrators_opens_for_its_owner(
    bare: Installation,
) -> None:
    statement(bare, "UPDATE token SET expires_at = '2026-01-01 00:00:00.000000'")
    expired, examined = bare.tocsin("alerts", "list", code=4), bare.tocsin("doctor", code=None)

    value = bare.tocsin("staff", "token", "create", "1").out.strip()

    assert "It expired on Thu 01/01/2026 02:00." in expired.err
    assert "no administrator has a token that works" in examined.out
    assert bare.tocsin("alerts", "list", "--json", TOCSIN_TOKEN=value).rows == []


def test_the_journal_shows_who_acted_and_that_somebody_changed_it(bare: Installation) -> None:
    anchor = bare.tocsin("journal", "verify").out.strip()
    shown = bare.tocsin("journal", "show", "--json").rows
    statement(
        bare,
        "DROP TRIGGER journal_no_update",
        "UPDATE journal SET actor = 'member:9' WHERE seq = 2",
    )

    broken = bare.tocsin("journal", "verify", "--anchor", anchor, "--json", code=1)

    assert [each["action"] for each in shown] == ["member.added", "token.created", "areas.imported"]
    assert shown[2]["actor"] == "member:1"
    assert (broken.json["whole"], broken.json["first_bad"]) == (False, 2)
    assert "Entry 2 of the journal was changed" in broken.err
