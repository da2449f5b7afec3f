"""The faults that are brought about for real, one after another, and the alarms of tocsin.rules.yml
that must follow."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from benchmarks.commands import seconds_of, tocsin
from benchmarks.soak.town import PROCESSES, Town
from benchmarks.soak.work import Work
from channels.sandbox import TOKEN

CALM_MINUTES = 9  # at the beginning and at the end, in which no alarm may begin
FALSE_RECEIPTS = 40
CALLBACKS = "/callbacks/twilio"


@dataclass(slots=True)
class Outside:
    """The address outside that `[watch] url` names; it answers while it is up."""

    port: int
    up: bool = True


@dataclass(slots=True)
class SoakFault:
    """What is brought about at a minute, for some minutes, and which alarms must sound until two
    minutes later."""

    name: str
    minute: float
    minutes: float
    alarms: frozenset[str]
    begin: Callable[[], object]
    end: Callable[[], object] = lambda: None
    sounded: dict[str, float] = field(default_factory=dict)

    def hears(self, alarms: set[str], minute: float) -> None:
        """Note which of its alarms sound for the first time, in minutes since it began."""
        if self.minute <= minute <= self.minute + self.minutes + 2:
            for alarm in alarms & self.alarms:
                self.sounded.setdefault(alarm, minute - self.minute)

    @property
    def silent(self) -> frozenset[str]:
        """The alarms that should have sounded and did not."""
        return self.alarms - self.sounded.keys()


@dataclass(slots=True)
class Alarms:
    """What sounds now, what sounded in the calm beginning, and what sounded at all and belongs to
    no fault."""

    faults: Sequence[SoakFault]
    now: set[str] = field(default_factory=set)
    early: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def hears(self, alarms: set[str], minute: float) -> bool:
        """Take down what sounds at a minute; returns whether it is something else than before."""
        changed, self.now = alarms != self.now, alarms
        for fault in self.faults:
            fault.hears(alarms, minute)
        self.early |= alarms if minute < CALM_MINUTES else set()
        self.others |= alarms.difference(*(fault.alarms for fault in self.faults))
        return changed

    @property
    def well(self) -> bool:
        """Whether each fault had its alarms, and the calm beginning none."""
        return not (self.early or any(fault.silent for fault in self.faults))


def faults_of(town: Town, work: Work, outside: Outside) -> Sequence[SoakFault]:
    """All faults; each has the minute at which it begins."""
    return (*_of_providers(town), *_of_processes(town, work), *_of_the_rest(town, work, outside))


def _of_providers(town: Town) -> Iterator[SoakFault]:
    down = {"sms": {"kind": "down", "seconds": 420}}
    refusing = {"sms": {"kind": "21614"}}
    silent = {"sms": [{"kind": "500_after", "count": 3}], "callbacks": {"drop": 1.0}}
    alarms = "ChannelRests CheckFails MessagesWait UrgentMessagesWait"
    yield _fault("the provider of SMS is down", 9, 7, alarms, lambda: town.told_to_fail(down))
    yield _fault(
        "the provider refuses every number (21614)",
        18,
        2,
        "CheckFails",
        lambda: town.told_to_fail(refusing),
        lambda: _resume(town),
    )
    yield _fault(
        "three answers and all receipts are lost",
        21.5,
        11,
        "UnknownMessages",
        lambda: town.told_to_fail(silent),
        lambda: town.told_to_fail({}),
    )


def _of_processes(town: Town, work: Work) -> Iterator[SoakFault]:
    stopped = (
        (
            "`serve` and `scheduler` are stopped (SIGSTOP)",
            24,
            7,
            "Down ScheduleLate",
            ("serve", "scheduler"),
        ),
        ("`serve` and `worker` are stopped, an alert waits", 33, 7, "Down", ("serve", "worker")),
        ("all three are stopped", 41, 2, "NobodyAnswers", PROCESSES),
    )
    for name, minute, minutes, alarms, those in stopped:
        begin, end = partial(_stop, town, work, *those), partial(_go_on, town, work, *those)
        yield _fault(name, minute, minutes, alarms, begin, end)


def _of_the_rest(town: Town, work: Work, outside: Outside) -> Iterator[SoakFault]:
    mirror = town.home / "mirror"
    yield _fault(
        "the address outside does not answer",
        10,
        12,
        "WatchSilent",
        lambda: setattr(outside, "up", False),
        lambda: setattr(outside, "up", True),
    )
    yield _fault(
        "the journal's mirror cannot be written",
        9,
        29,
        "MirrorBehind",
        lambda: _take_away(mirror),
        lambda: _bring_back(mirror),
    )
    yield _fault(
        "an alert waits for a second person", 44, 6, "ApprovalWaits", work.submit, work.override
    )
    yield _fault(
        "false receipts come in", 44, 1, "ReceiptsAside", lambda: _send_false_receipts(town)
    )


@contextmanager
def address_outside(outside: Outside) -> Iterator[None]:
    """A web server on loopback that answers 200, and 503 while it is not up."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name is the library's
            self.send_response(200 if outside.up else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    with HTTPServer(("127.0.0.1", outside.port), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def _fault(
    name: str,
    minute: float,
    minutes: float,
    alarms: str,
    begin: Callable[[], object],
    end: Callable[[], object] = lambda: None,
) -> SoakFault:
    return SoakFault(
        name, minute, minutes, frozenset(f"Tocsin{each}" for each in alarms.split()), begin, end
    )


def _stop(town: Town, work: Work, *names: str) -> None:
    """Stop processes while an alert to all waits for them."""
    work.halted.set()
    work.everybody()
    town.pause(*names)


def _go_on(town: Town, work: Work, *names: str) -> None:
    town.go_on(*names)
    work.halted.clear()


def _resume(town: Town) -> None:
    town.told_to_fail({})
    seconds_of(*tocsin(town.home, "resume", "twilio"))


def _take_away(folder: Path) -> None:
    """Put a file where the folder was: nobody can write into it, not even root."""
    folder.rename(folder.with_suffix(".away"))
    folder.touch()


def _bring_back(folder: Path) -> None:
    folder.unlink()
    folder.with_suffix(".away").rename(folder)


def _send_false_receipts(town: Town) -> None:
    """Receipts with a true signature, of messages that never were."""
    url = str(town.pages.base_url.join(f"{CALLBACKS}?d=1.nobody&n=1"))
    for number in range(FALSE_RECEIPTS):
        fields = {"MessageSid": f"SM{number:032d}", "MessageStatus": "delivered"}
        signature = RequestValidator(TOKEN).compute_signature(url, fields)
        town.pages.post(
            url, data=fields, headers={"X-Twilio-Signature": signature}
        ).raise_for_status()
