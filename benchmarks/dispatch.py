"""Dispatch: e-mail and SMS against a sink, Tocsin and the bare loop in turn."""

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import answer_of, module, tocsin, watching
from benchmarks.figures import Row, Run, ratio_row
from benchmarks.homes import Port, copied, new_home, settle, told_by
from benchmarks.sinks import Sink, http_sink, smtp_sink
from channels import ChannelSettings, Medium

RECIPIENTS, RUNS, LEAST = 20_000, 5, 0.7
ALERT = ("snow", "from=23:59", "until=tomorrow 23:59")
LINES = ChannelSettings().concurrency


def email(folder: Path) -> list[Row]:
    """E-mail against smtp-sink."""
    return [
        _measured("e-mail dispatch, 20,000 recipients", Medium.EMAIL, folder, smtp_sink(folder))
    ]


def sms(folder: Path) -> list[Row]:
    """SMS against the web server of sink.c."""
    return [_measured("SMS dispatch, 20,000 recipients", Medium.SMS, folder, http_sink(folder))]


@dataclass(frozen=True, slots=True)
class Course:
    """Where the runs take place."""

    medium: Medium
    folder: Path
    home: Path
    sink: Sink

    def bare(self) -> Run:
        """Send with the bare loop; its clock starts when everything is prepared and stands still
        for nothing."""
        home = copied(self.home, self.folder / "bare")
        used = self.sink.cpu_seconds()
        found = answer_of(
            *module("floors", self.medium, str(home), str(self.sink.port), str(LINES), *ALERT)
        )
        sink = self.sink.cpu_seconds() - used
        return Run(int(found["messages"]), found["seconds"], found["busy"], sink / found["seconds"])

    def ours(self) -> Run:
        """`tocsin send`: from the beginning of the issuing to the last message accepted, as its
        report has it."""
        home = copied(self.home, self.folder / "ours")
        values = [word for value in ALERT[1:] for word in ("--set", value)]
        confirmed = ("--yes", "--expect", str(RECIPIENTS), "--json")
        used = self.sink.cpu_seconds()
        command = tocsin(
            home, "send", ALERT[0], "--all", "--channel", self.medium, *values, *confirmed
        )
        with watching(*command) as sending:
            sending.finish()
        report = json.loads(sending.printed)
        seconds = float(report["seconds"])
        sink = self.sink.cpu_seconds() - used
        return Run(
            report["by_state"]["accepted"], seconds, sending.cpu_seconds / seconds, sink / seconds
        )


def _measured(
    what: str, medium: Medium, folder: Path, sinking: AbstractContextManager[Sink]
) -> Row:
    with sinking as sink:
        home = new_home(folder / "home", Port(medium, sink.port))
        home.database.close()
        settle(home.path, told_by(medium, RECIPIENTS))
        course = Course(medium, folder, home.path, sink)
        bare, ours = [], []
        for _ in range(RUNS):
            bare.append(course.bare())
            ours.append(course.ours())
            print(f"  bare {_shown(bare[-1])}   ours {_shown(ours[-1])}", flush=True)
    return ratio_row(what, LEAST, ours, bare)


def _shown(run: Run) -> str:
    return f"{run.rate:,.0f}/s (client {run.client_busy:.0%}, sink {run.sink_busy:.0%})"
