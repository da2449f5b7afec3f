"""Groups at the terminal: listed, named when something is sent, and not dropped in silence."""

import pytest

from tests.journeys.conftest import Installation
from tests.journeys.terminal import at_terminal

DIALYSIS = "Αιμοκάθαρση"
SNOW = ("--set", "from=tomorrow 20:00", "--set", "until=tomorrow 23:00")


@pytest.fixture
def grouped(bare: Installation) -> Installation:
    bare.residents(
        {"phone": "+306900000001", "groups": f"{DIALYSIS};volunteers"},
        {"phone": "+306900000002", "groups": "αιμοκαθαρση"},
        {"phone": "+306900000003"},
    )
    return bare


def test_staff_list_join_and_leave_groups(grouped: Installation) -> None:
    told = grouped.tocsin("residents", "change", "3", "--add-group", "Volunteers,schools").err
    refused = grouped.tocsin("residents", "change", "3", "--remove-group", "schols", code=2).err
    grouped.tocsin("residents", "change", "1", "--remove-group", "VOLUNTEERS")

    assert "schools is a new group." in told
    assert "Did you mean schools?" in refused
    assert grouped.tocsin("residents", "groups", "--json").rows == [
        {"name": "schools", "residents": 1, "reachable": 1},
        {"name": "Volunteers", "residents": 1, "reachable": 1},
        {"name": DIALYSIS, "residents": 2, "reachable": 2},
    ]


def test_a_person_who_sends_to_a_group_sees_its_number(grouped: Installation) -> None:
    code, seen = at_terminal(
        grouped, ("send", "snow", "--group", "ΑΙΜΟΚΑΘΑΡΣΗ", *SNOW), {"Type 2 to send": "3"}
    )

    shown = " ".join(seen.split())
    assert code == 4
    assert f"only whoever is in the group {DIALYSIS}" in shown
    assert f"to 2 recipients in the group {DIALYSIS}" in shown
    assert "for the whole municipality" not in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("--group", "αιμοκάθαρσι"), f"Did you mean {DIALYSIS}?"),
        (("--group", ""), "No group is named."),
        (("--group", "volunteers", "--area", ""), "There is no area ''."),
        ((), "--group NAME"),
    ],
)
def test_a_slip_in_the_target_sends_to_nobody(
    grouped: Installation, typed: tuple[str, ...], told: str
) -> None:
    ran = grouped.tocsin("send", "snow", *typed, *SNOW, "--dry-run", code=2)

    assert told in ran.err


def test_a_draft_keeps_its_group_until_another_audience_is_named(grouped: Installation) -> None:
    drafted = grouped.tocsin(
        "alerts", "draft", "snow", "--group", "volunteers", *SNOW, "--json"
    ).json
    refused = grouped.tocsin("alerts", "edit", "1", "--no-group", code=2).err
    edited = grouped.tocsin("alerts", "edit", "1", "--no-group", "--all", "--json").json

    assert (drafted["groups"], drafted["forecast"]["recipients"]) == (["volunteers"], 1)
    assert "whole municipality" in refused
    assert (edited["groups"], edited["forecast"]["recipients"]) == ([], 3)


def test_a_dry_run_to_an_empty_group_is_refused(grouped: Installation) -> None:
    typed = ("send", "snow", "--group", "volunteers", *SNOW, "--dry-run")

    seen = grouped.tocsin(*typed).err
    grouped.tocsin("residents", "remove", "1", "--reason", "moved away")
    refused = grouped.tocsin(*typed, code=4).err

    assert "1 person: SMS 1" in seen
    assert len(seen.splitlines()) <= 24
    assert "Nobody in that group is registered" in refused
    assert "--dry-run." not in refused
