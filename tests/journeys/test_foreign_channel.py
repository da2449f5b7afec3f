"""A channel that somebody else wrote carries a whole alert, with no line of Tocsin changed."""

import json
import os
from pathlib import Path

import pytest

from tests.channels.test_foreign_channel import installed  # noqa: F401
from tests.journeys.conftest import ROOT, Installation

ROWS = [{"language": "el", "phone": f"+30690000000{n}"} for n in range(1, 6)]


@pytest.fixture
def paged(bare: Installation, installed: Path) -> Installation:  # noqa: F811
    """A home whose SMS go by the pager that was installed beside Tocsin."""
    bare.environment["PYTHONPATH"] = f"{installed}{os.pathsep}{ROOT}"
    told = (
        (bare.home / "tocsin.toml").read_text("utf-8").replace('sms = ["twilio"]', 'sms = ["duty"]')
    )
    spool = json.dumps(str(bare.home / "spool.jsonl"))
    (bare.home / "tocsin.toml").write_text(
        f'{told}\n[channels.duty]\nadapter = "pager"\nspool = {spool}\n', "utf-8"
    )
    return bare


def test_a_foreign_channel_is_listed_and_examined_like_ours(paged: Installation) -> None:
    paged.residents(*ROWS)

    listed = paged.tocsin("channels").out
    examined = paged.tocsin("doctor", code=None, TOCSIN_ROUTES__EMAIL="[]")

    assert "tocsin_pager:Pager" in listed
    assert "sms: 'duty' is set up" in examined.out
    failing = [line for line in examined.out.splitlines() if line.startswith("FAIL")]
    assert ["configured channels are not routed: twilio, smtp" in line for line in failing] == [
        True
    ]


def test_a_foreign_channel_brings_an_alert_to_everybody_once(paged: Installation) -> None:
    paged.residents(*ROWS)

    report = paged.snow("--all", "--yes", "--expect", "5", "--json").json

    pages = [
        json.loads(line) for line in (paged.home / "spool.jsonl").read_text("utf-8").splitlines()
    ]
    assert sorted(page["to"] for page in pages) == [row["phone"] for row in ROWS]
    assert all("XIONOΠTΩΣH" in page["text"] for page in pages)
    assert report["by_state"] == {"accepted": 5}


def test_a_foreign_channel_that_fails_is_named_like_ours(paged: Installation) -> None:
    paged.residents(*ROWS)
    (paged.home / "spool.jsonl").mkdir()

    stuck = paged.snow("--all", "--yes", "--expect", "5", "--json", code=5, TOCSIN_PATIENCE="2")

    assert "'duty' does not send: " in stuck.err
    assert stuck.json["by_state"] == {"queued": 5}
