"""A second factor over a real terminal: set up with a phone, asked for where the policy does, and
still good after another key and in a home that was restored."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import numpy as np
import pyotp
import zxingcpp

from tests.journeys.conftest import Installation
from tests.journeys.terminal import at_terminal

ANA = {"name": "Άννα Δοκιμή", "phone": "+306900000001"}
POLICY = """
[approval]
severities = ["Moderate"]
second_factor = "both"
"""
LIVE = ("--yes", "--expect", "1")
WHY = ("--override", "The pass is closing")
FIRST, LATER = "the app shows now", "or a recovery code"
PIXELS = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}
RECOVERY = re.compile(r"^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\r?$", re.MULTILINE)


@dataclass
class Phone:
    """What a member keeps: an app, and recovery codes on paper."""

    app: pyotp.TOTP
    recovery: list[str]
    last: str

    def code(self) -> str:
        """One that was not used yet: within 30 s the app shows another."""
        while (code := self.app.at(datetime.now(UTC))) == self.last:
            sleep(0.2)
        self.last = code
        return code


def member(here: Installation, name: str, role: str) -> dict[str, str]:
    added = here.tocsin("staff", "add", name, "--role", role).out
    return {"TOCSIN_TOKEN": added.strip().splitlines()[-1]}


def ruled(here: Installation) -> None:
    path = here.home / "tocsin.toml"
    path.write_text(path.read_text("utf-8") + POLICY, "utf-8")
    here.residents(ANA)


def scanned(seen: str) -> str:
    """What a phone reads from the screen."""
    lines = re.findall("\x1b\\[97;40m(.*?)\x1b\\[0m", seen)
    rows = [[PIXELS[sign][half] for sign in line] for line in lines for half in (0, 1)]
    image = np.kron(np.array(rows, np.uint8), np.ones((4, 4), np.uint8))
    [found] = zxingcpp.read_barcodes(image)
    return str(found.text)


def app_of(seen: str) -> pyotp.TOTP:
    read = pyotp.parse_uri(scanned(seen))
    assert isinstance(read, pyotp.TOTP)
    return read


def sets_up(here: Installation, who: str, by: Mapping[str, str]) -> Phone:
    apps: list[pyotp.TOTP] = []

    def first_code(seen: str) -> str:
        apps.append(app_of(seen))
        return apps[0].now()

    code, seen = at_terminal(here, ("staff", "totp", who), {FIRST: first_code}, **by)

    assert code == 0, seen
    [app] = apps
    spelled = re.search(r"into the app: ([A-Z2-7 ]+)", seen)
    assert spelled is not None
    assert spelled[1].replace(" ", "").strip() == app.secret
    return Phone(app, [each.strip() for each in RECOVERY.findall(seen)], app.now())


def test_an_approver_gives_a_code_of_the_phone(installation: Installation) -> None:
    here = installation
    ruled(here)
    author, approver = (member(here, role, role) for role in ("author", "approver"))
    here.snow("--all", *LIVE, code=4, **author)

    bare = here.tocsin("alerts", "approve", "1", *LIVE, code=4, **approver)
    phone = sets_up(here, "approver", approver)
    unasked = here.tocsin("alerts", "approve", "1", *LIVE, code=4, **approver)
    code, seen = at_terminal(
        here,
        ("alerts", "approve", "1"),
        {
            "Type 1 to send": "1",
            LATER: phone.last,
            "used already": phone.recovery[0],
        },
        **approver,
    )

    assert "tocsin staff totp" in bare.err
    assert "TOCSIN_CODE" in unasked.err
    assert code == 0, seen
    assert len(phone.recovery) == 10
    assert [line["to"] for line in here.received()] == [ANA["phone"]]


def test_an_override_takes_a_code_from_a_script_once(installation: Installation) -> None:
    here = installation
    ruled(here)
    approver = member(here, "approver", "approver")
    phone = sets_up(here, "approver", approver)
    code = {"TOCSIN_CODE": phone.code(), **approver}

    first = here.snow("--all", *LIVE, *WHY, "--json", code=0, **code)
    again = here.snow("--all", *LIVE, *WHY, code=4, **code)

    assert first.json["override_reason"] == "The pass is closing"
    assert "used already" in again.err
    assert len(here.received()) == 1


def test_a_phone_outlives_another_key_and_a_restored_home(
    installation: Installation, tmp_path: Path
) -> None:
    here, file = installation, str(tmp_path / "all.tar.gz")
    ruled(here)
    approver = member(here, "approver", "approver")
    phone = sets_up(here, "approver", approver)
    here.tocsin("keys", "rotate", "--yes")
    here.tocsin("backup", file)
    there = replace(here, home=tmp_path / "there")
    there.tocsin("restore", file, "--key", str(here.home / "tocsin.key"))
    for name in ("tocsin.toml", "tocsin.token"):
        shutil.copy(here.home / name, there.home / name)

    there.snow("--all", *LIVE, *WHY, code=0, TOCSIN_CODE=phone.code(), **approver)
    there.snow("--all", *LIVE, *WHY, code=0, TOCSIN_CODE=phone.recovery[7], **approver)

    told = there.tocsin("journal", "show", "--json").out
    assert told.count('"alert.overridden"') == 2
    assert told.count('"factor.recovered"') == 1


def test_an_administrator_takes_a_lost_phone_away(bare: Installation) -> None:
    approver = member(bare, "approver", "approver")
    sets_up(bare, "approver", approver)

    own = bare.tocsin("staff", "totp", "approver", "--remove", code=4, **approver)
    twice = bare.tocsin("staff", "totp", "approver", code=4, **approver)
    bare.tocsin("staff", "totp", "approver", "--remove")
    ruled(bare)
    examined = bare.tocsin("doctor", code=None).out

    assert "may not administer" in own.err
    assert "has a second factor" in twice.err
    assert 'tocsin staff totp "approver"' in examined


def test_a_mistyped_code_is_explained_in_greek(bare: Installation) -> None:
    asked, told = "δείχνει τώρα η εφαρμογή: ", "Δεν είναι αυτός ο κωδικός"

    code, seen = at_terminal(
        bare,
        ("staff", "totp", "1"),
        {asked: "12345", told: lambda so_far: app_of(so_far).now()},
        TOCSIN_LANGUAGE="el",
    )

    assert code == 0, seen
    assert len(RECOVERY.findall(seen)) == 10


def test_a_secret_is_shown_to_no_file(bare: Installation) -> None:
    refused = bare.tocsin("staff", "totp", "1", code=2)

    assert "at a terminal alone" in refused.err
    assert "█" not in refused.err + refused.out
