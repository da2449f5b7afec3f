"""docs/going-live.md carried out from the top on a clean machine, where two officers approve for
each other.

What cannot run there: systemd (the line of the unit is run instead), the provider and the relay
(the sandbox takes their place), DNS and certificates, NTP, and fetching packages (those of this
environment are put where pip looks)."""

import re
from base64 import encodebytes
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.deploy.machine import CHECKOUT, FETCHED, Machine, clean_machine
from tests.deploy.page import blocks, printed
from tests.journeys.conftest import settings, until

HTTP, SMTP, PEOPLE = 8025, 2525, 3
HOURS = '--set from="2031-01-12 20:00" --set until="2031-01-13 12:00"'
STORM = f"tocsin alerts draft extreme_weather --all --set hazard=storm {HOURS}"
LEDGER = "/srv/tocsin/ledger.jsonl"
SANDBOX = f"/opt/tocsin/.venv/bin/tocsin sandbox --http 127.0.0.1:{HTTP} --smtp 127.0.0.1:{SMTP} --ledger {LEDGER}"
ROWS: tuple[tuple[str | int, ...], ...] = (
    ("name", "language", "phone", "zones", "consent_source", "consent_at"),
    *(
        (f"Resident {number}", "el", 6900000000 + number, "panorama", "form", "2026-03-31")
        for number in range(PEOPLE)
    ),
)


def unit(name: str) -> str:
    """The line that systemd would run."""
    found = re.search(
        r"^ExecStart=(.*)$", (CHECKOUT / "deploy" / name).read_text("utf-8"), re.MULTILINE
    )
    assert found is not None
    return found[1].replace("%%", "%")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The machine after steps 1 to 8 of the page, with the sandbox in place of the providers."""
    with clean_machine(tmp_path_factory.mktemp("machine")) as clean:
        installed(clean)
        founded(clean)
        with clean.runs("tocsin", SANDBOX), clean.runs("tocsin", unit("tocsin-serve.service")):
            until(lambda: "ready" in clean.tries("anna", READY).text)
            yield clean


READY = "python3 -c 'import urllib.request as it; print(it.urlopen(\"http://127.0.0.1:8081/ready\").read())'"


def installed(machine: Machine) -> None:
    """Steps 1 and 2."""
    for block in blocks(1):
        machine.types("anna", block)
    environment, commands = blocks(2)
    first, _, rest = environment.partition("-m venv .venv\n")
    machine.types("anna", f"{first}-m venv .venv")
    machine.types("root", FETCHED)
    machine.types("anna", f"cd /opt/tocsin\n{rest}")
    machine.types("anna", commands)


def founded(machine: Machine) -> None:
    """Steps 3 and 4; the configuration names the sandbox."""
    wizard, members = blocks(3)
    machine.types("anna", wizard.replace("tocsin init", "tocsin init --yes --name 'Anna Georgiou'"))
    machine.types("anna", members)
    toml = "\n".join((settings(HTTP, SMTP), *blocks(3, "toml")))
    put(machine, "tocsin.toml", toml)
    put_workbook(machine, "residents.xlsx")
    put(
        machine,
        "zones.geojson",
        (CHECKOUT / "examples" / "municipality.geojson").read_text("utf-8"),
    )
    machine.types("anna", printed("sudo tocsin areas import /srv/tocsin/zones.geojson"))
    machine.types(
        "anna", printed("sudo tocsin residents import /srv/tocsin/residents.xlsx --dry-run")
    )
    machine.types("anna", "sudo tocsin residents import /srv/tocsin/residents.xlsx")


def put(machine: Machine, name: str, text: str, reader: str = "cat") -> None:
    """A file that an administrator puts into the home."""
    machine.types(
        "root",
        f"{reader} > /srv/tocsin/{name} <<'END'\n{text}\nEND\nchown tocsin: /srv/tocsin/{name}; chmod 600 /srv/tocsin/{name}",
    )


def put_workbook(machine: Machine, name: str) -> None:
    """The residents as Excel saves them."""
    book, saved = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    for row in ROWS:
        sheet.append(row)
    book.save(saved)
    put(machine, name, encodebytes(saved.getvalue()).decode("ascii").strip(), "base64 -d")


def test_two_officers_approve_for_each_other(machine: Machine) -> None:
    for author, approver in (("maria", "nikos"), ("nikos", "maria")):
        number = int(re.findall(r"Alert (\d+) is kept", machine.types(author, STORM))[0])

        machine.types(author, f"tocsin alerts submit {number}")
        machine.types(author, f"tocsin alerts approve {number} --expect {PEOPLE} --yes", code=4)
        sent = caught(machine)
        machine.types(approver, f"tocsin alerts approve {number} --expect {PEOPLE} --yes")

        assert caught(machine) == sent + PEOPLE


def caught(machine: Machine) -> int:
    """How many messages have come to the sandbox."""
    return int(machine.types("root", f"cat {LEDGER} | wc -l"))


@pytest.mark.parametrize(
    "line",
    [
        "tocsin staff list",
        "tocsin staff add Eve --role admin --for maria",
        "tocsin --home=/tmp/copy status",
        "tocsin residents erase 1 --yes",
        "tocsin restore /tmp/backup.tar.gz --force",
        "tocsin alerts report 1 --csv /srv/tocsin/tocsin.key",
        "SUDO_USER=anna SUDO_UID=1 TOCSIN_DUTY= tocsin staff list",
        "sudo -u tocsin /usr/local/bin/tocsin staff list",
    ],
)
def test_duty_staff_are_refused(machine: Machine, line: str) -> None:
    refused = machine.types("maria", line, code=4)

    assert "sudo tocsin" in refused or "let your shell write it" in refused


@pytest.mark.parametrize(
    "line",
    [
        "sudo -n -u tocsin /opt/tocsin/.venv/bin/tocsin --home /srv/tocsin staff list",
        "sudo -n -u tocsin /opt/tocsin/.venv/bin/python -c 'print(1)'",
        "sudo -n -u tocsin cat /srv/tocsin/tokens/anna",
        "sudo -n -u tocsin TOCSIN_TOKEN=x /usr/local/bin/tocsin status",
        "sudo -n -u tocsin -D /tmp /usr/local/bin/tocsin status",
        "sudo -n -u root /usr/local/bin/tocsin staff list",
        "sudo -n tocsin staff list",
        "sudo -n systemctl stop tocsin-serve",
        "cat /srv/tocsin/tokens/anna",
        "cp /usr/local/bin/tocsin /tmp/mine && sudo -n -u tocsin /tmp/mine status",
    ],
)
def test_sudo_gives_duty_staff_nothing_else(machine: Machine, line: str) -> None:
    said = machine.tries("maria", line)

    assert said.code != 0
    assert "toc_" not in said.text


def test_an_officers_code_does_not_run_as_the_homes_user(machine: Machine) -> None:
    trap = "mkdir -p ~/console ~/runtime; echo 'import os; os.system(\"id\")' | tee ~/cli.py ~/console/__init__.py > ~/sitecustomize.py"
    machine.types("maria", f"HOME=/home/maria; {trap}", folder="/home/maria")

    shown = machine.types(
        "maria",
        "PYTHONPATH=/home/maria PYTHONSTARTUP=/home/maria/cli.py tocsin areas list",
        folder="/home/maria",
    )

    assert "uid=" not in shown
    assert "panorama" in shown


def test_an_account_without_a_token_is_refused(machine: Machine) -> None:
    machine.types("root", "useradd --create-home --groups duty eleni")

    refused = machine.types("eleni", "tocsin alerts list", code=4)

    assert "sudo tocsin staff token create MEMBER --for eleni" in refused


def test_the_backup_is_restored_as_the_page_says(machine: Machine) -> None:
    machine.types("anna", printed("sudo install -d -o tocsin -g tocsin -m 700 /var/backups/tocsin"))
    machine.types("tocsin", f"{unit('tocsin-backup.service')}\n")
    machine.types(
        "tocsin",
        "cp /var/backups/tocsin/*.gz /var/backups/tocsin/tocsin-1.tar.gz",
        folder="/srv/tocsin",
    )
    by_hand, drill, _ = blocks(10)

    machine.types("anna", by_hand)
    seen = machine.types("anna", drill)

    assert f"{PEOPLE} " in seen


def test_an_upgrade_goes_as_the_page_says(machine: Machine) -> None:
    (block,) = blocks(11)
    lines = [line for line in block.splitlines() if "systemctl" not in line]

    assert len(lines) > 4
    assert "FAIL" not in machine.types("anna", "\n".join(lines))


def test_the_rehearsal_of_the_page_runs(machine: Machine) -> None:
    line = printed('tocsin send snow --all --set from=20:00 --set until="tomorrow 12:00" --dry-run')

    assert f"{PEOPLE}" in machine.types("maria", line)
