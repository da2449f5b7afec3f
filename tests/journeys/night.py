"""The journey of the night card in Greek, typed at a terminal of 80 x 24: `make night` writes
docs/night-el.md anew.

Each command is a process at a real terminal, in front of the sandbox, on a night whose clock is
preloaded (tests/hours)."""

import os
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.hours.preloading import build_library, put_seconds, seconds_to
from tests.journeys.conftest import ROOT, Installation, free_port, settings
from tests.journeys.forked import Forge
from tests.journeys.night_page import PAGE, Screen, page
from tests.journeys.terminal import CTRL_C, at_terminal
from tests.loopback import post

# A command begins every ten minutes, and what the page shows of the time is rounded down to them.
BEGINS, APART = datetime.fromisoformat("2027-01-14T02:10:00+02:00"), timedelta(minutes=10)
SIZE = {"COLUMNS": "80", "LINES": "24", "TERM": "dumb", "NO_COLOR": "1", "TOCSIN_LANGUAGE": "el"}
NO_MOBILE = "+306900000105"
SNOW = ("send", "snow", "--area", "panorama", "--set", "from=20:00", "--set", "until=αύριο 12:00")
REMAINS = ("--set", "remains=Πάγος στους δρόμους", "--set", "remains.en=Ice on the roads")
NAMES = (
    "Άννα",
    "Βασίλης",
    "Γιώργος",
    "Δάφνη",
    "Ελένη",
    "Ζωή",
    "Ηλίας",
    "Θανάσης",
    "Ιωάννα",
    "Κώστας",
    "Λένα",
    "Μαρία",
)
PHONES = [f"{name} {surname}" for surname in ("Δοκιμή", "Παραδείγματος") for name in NAMES]
SEND, ANSWER = "για αποστολή: ", "της απάντησης: "


@dataclass(frozen=True)
class Step:
    """One command and how it ends; `refused` is whom the provider calls no mobile from then on, ""
    for everybody."""

    title: str
    words: Sequence[str]
    answers: Mapping[str, str] = field(default_factory=dict)
    code: int = 0
    refused: str | None = None


STEPS = (
    Step("Μήπως έχει ήδη σταλεί;", ("alerts", "list")),
    Step("Τι ζητά το πρότυπο", ("templates", "show", "snow")),
    Step("Οι περιοχές", ("areas", "list")),
    Step("Ctrl-C πριν από τον αριθμό", SNOW, {SEND: CTRL_C}, 130),
    Step("Η αποστολή", SNOW, {SEND: "29"}, 3, NO_MOBILE),
    Step("Η αναφορά, οποτεδήποτε", ("alerts", "report", "1")),
    Step("Φεύγει τίποτα;", ("status",)),
    Step("Κάποιος δεν έλαβε την ειδοποίηση", ("alerts", "missed", "1")),
    Step("Η λίστα για το περιπολικό", ("alerts", "missed", "1", "--print", "patrol.html")),
    Step("Το περιπολικό την ενημέρωσε", ("alerts", "missed", "1", "--done", "5")),
    Step(
        "Μια ώρα ήταν λάθος", ("alerts", "update", "1", "--set", "until=αύριο 14:00"), {SEND: "28"}
    ),
    Step("Πέρασε ο κίνδυνος", ("alerts", "all-clear", "2", *REMAINS), {SEND: "28"}),
    Step("Άλλη ειδοποίηση, που δεν έπρεπε να σταλεί", SNOW, {SEND: "28"}),
    Step("Στάλθηκε κατά λάθος", ("alerts", "false-alarm", "4"), {ANSWER: "2", SEND: "28"}),
    Step("Ο πάροχος απορρίπτει πάρα πολλούς", SNOW, {SEND: "28"}, 5, ""),
    Step("Φεύγει τίποτα;", ("status",), code=3),
    Step("Οι ρυθμίσεις διορθώθηκαν", ("resume", "twilio"), refused=NO_MOBILE),
    Step("Η αποστολή συνεχίζεται", ("alerts", "resume", "6")),
    Step("Τι στάλθηκε απόψε", ("alerts", "list")),
)


@contextmanager
def night(folder: Path) -> Iterator[Installation]:
    """An installation with 24 phones and 5 mailboxes in one area, and a running sandbox, in that
    night."""
    clock, passed = build_library(folder), folder / "passed"
    put_seconds(passed, 0)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TOCSIN_", "SUDO_"))
    }
    shifted = {
        "LD_PRELOAD": str(clock),
        "CLOCK_OFFSET": str(seconds_to(BEGINS)),
        "CLOCK_PASSED": str(passed),
    }
    environment = kept | {"PYTHONPATH": str(ROOT), "TZ": "UTC", **shifted}
    forge = Forge(environment)
    http, smtp = free_port(), free_port()
    here = Installation(folder / "home", folder / "ledger.jsonl", http, smtp, environment, forge)
    try:
        _found(here)
        yield here
    finally:
        for process in here.running:
            process.kill()
            process.communicate()
        forge.close()


def _found(here: Installation) -> None:
    here.tocsin("init", "--yes")
    (here.home / "tocsin.toml").write_text(settings(here.http, here.smtp), "utf-8")
    here.tocsin("areas", "import", str(ROOT / "examples" / "municipality.geojson"))
    here.residents(*_people())
    here.tocsin("residents", "change", str(PHONES.index("Ελένη Δοκιμή") + 1), "--needs-help")
    token = here.tocsin("staff", "add", "Μαρία Βάρδια", "--role", "admin").out.split()[-1]
    here.environment["TOCSIN_TOKEN"] = token
    here.sandbox()


def _people() -> Iterator[dict[str, str]]:
    there = {"language": "el", "zones": "panorama"}
    for number, name in enumerate(PHONES, 101):
        yield {**there, "name": name, "phone": f"+306900000{number}"}
    for number, name in enumerate(NAMES[:5], 1):
        yield {**there, "name": f"{name} Ταχυδρομίου", "email": f"r{number}@town.example.gr"}


def screens(here: Installation) -> Iterator[Screen]:
    """Type the commands one after the other."""
    for number, step in enumerate(STEPS):
        if step.refused is not None:
            _refuse(here, step.refused)
        began = int(here.environment["CLOCK_OFFSET"])
        put_seconds(
            Path(here.environment["CLOCK_PASSED"]), seconds_to(BEGINS + number * APART) - began
        )
        code, seen = at_terminal(here, step.words, step.answers, **SIZE)
        assert code == step.code, f"{step.title}: {code}\n{seen}"
        typed = " ".join(("tocsin", *map(_quoted, step.words)))
        yield Screen(step.title, typed, seen.replace("\r\n", "\n"), code)


def _quoted(word: str) -> str:
    """A word as people type it at a shell."""
    name, equals, value = word.partition("=")
    return (
        word if shlex.quote(value) == value or not value.count(" ") else f'{name}{equals}"{value}"'
    )


def _refuse(here: Installation, number: str) -> None:
    """Let the provider answer 21614 to this number, or to everybody."""
    rule = {"kind": "21614"} | ({"to": number} if number else {})
    url = f"http://127.0.0.1:{here.http}/sandbox/faults"
    assert post(url, json={"sms": [rule]}).is_success


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary, night(Path(temporary)) as installation:
        PAGE.write_text(page(screens(installation)), "utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written.", file=sys.stderr)
