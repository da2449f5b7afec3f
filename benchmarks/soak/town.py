"""The town: a home for both media, its processes on ports of their own, and a Prometheus with the
rules we ship."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.commands import Watched, seconds_of, tocsin, watching
from benchmarks.homes import Port, new_home, residents_file
from benchmarks.sinks import await_port, free_port
from channels import Medium

PEOPLE = 1_000
PATIENCE_SECONDS = 120.0
RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "tocsin.rules.yml"
PROCESSES = ("serve", "worker", "scheduler")
SETTINGS = """
[approval]
severities = ["Extreme"]
[journal]
mirror = "mirror/journal.jsonl"
[staff_notice]
phones = ["+306900000000"]
[watch]
url = "http://127.0.0.1:{watch}/"
"""
ASKING = """
global: {{scrape_interval: 5s, evaluation_interval: 5s}}
rule_files: [{rules}]
scrape_configs:
  - job_name: tocsin
    static_configs: [{{targets: [{targets}]}}]
"""


@dataclass(frozen=True, slots=True)
class Town:
    """An installation at work."""

    home: Path
    ledger: Path
    provider: httpx.Client
    api: httpx.Client
    pages: httpx.Client
    processes: Mapping[str, Watched]
    metrics: Mapping[str, str]
    prometheus: httpx.Client | None

    def pause(self, *names: str) -> None:
        """Stop processes where they are."""
        for name in names:
            os.kill(self.processes[name].process.pid, signal.SIGSTOP)

    def go_on(self, *names: str) -> None:
        """Let them go on."""
        for name in names:
            os.kill(self.processes[name].process.pid, signal.SIGCONT)

    def told_to_fail(self, script: Mapping[str, object]) -> None:
        """Give the sandbox a script of faults; {} for none."""
        self.provider.post("/sandbox/faults", json=script).raise_for_status()

    def alarms(self) -> set[str]:
        """The alarms that sound now; none without a Prometheus."""
        if self.prometheus is None:
            return set()
        with suppress(httpx.TransportError):
            told = self.prometheus.get("/api/v1/alerts").json()["data"]["alerts"]
            return {each["labels"]["alertname"] for each in told if each["state"] == "firing"}
        return set()


@contextmanager
def at_work(folder: Path, watch: int) -> Iterator[Town]:
    """A town whose processes run until the end of the block; `watch` is the port of the address
    outside."""
    sms, smtp, public, admin, worker, scheduler, rules = (free_port() for _ in range(7))
    home = _founded(folder / "home", sms=sms, smtp=smtp, public=public, watch=watch)
    ledger = folder / "ledger.jsonl"
    listen = ("--http", f"127.0.0.1:{sms}", "--smtp", f"127.0.0.1:{smtp}", "--ledger", str(ledger))
    commands = {
        "serve": ("serve", "--public", f"127.0.0.1:{public}", "--admin", f"127.0.0.1:{admin}"),
        "worker": ("worker", "--metrics", f"127.0.0.1:{worker}"),
        "scheduler": ("scheduler", "--metrics", f"127.0.0.1:{scheduler}"),
    }
    targets = {"serve": admin, "worker": worker, "scheduler": scheduler}
    with ExitStack() as stack:
        stack.enter_context(watching(*tocsin(home, "sandbox", *listen))).heard("127.0.0.1")
        running = {
            name: stack.enter_context(watching(*tocsin(home, *words)))
            for name, words in commands.items()
        }
        for port in (*targets.values(), public):
            await_port(port, PATIENCE_SECONDS)
        key = {"Authorization": f"Bearer {(home / 'tocsin.token').read_text('ascii').strip()}"}
        asked = _prometheus(folder, rules, list(targets.values()), stack)
        yield Town(
            home,
            ledger,
            _client(stack, sms),
            _client(stack, admin, key),
            _client(stack, public),
            running,
            {name: f"http://127.0.0.1:{port}/metrics" for name, port in targets.items()},
            asked,
        )


def _founded(folder: Path, *, sms: int, smtp: int, public: int, watch: int) -> Path:
    pages = f"http://127.0.0.1:{public}"
    ports = (Port(Medium.SMS, sms, receipts_to=pages), Port(Medium.EMAIL, smtp))
    new_home(folder, *ports, base_url=pages).database.close()
    with (folder / "tocsin.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS.format(watch=watch))
    (folder / "mirror").mkdir()
    people = residents_file(folder / "people.csv", PEOPLE)
    seconds_of(*tocsin(folder, "residents", "import", str(people)))
    return folder


def _client(stack: ExitStack, port: int, headers: Mapping[str, str] | None = None) -> httpx.Client:
    base = f"http://127.0.0.1:{port}"
    return stack.enter_context(
        httpx.Client(base_url=base, headers=headers, timeout=60, trust_env=False)
    )


def _prometheus(
    folder: Path, port: int, targets: list[int], stack: ExitStack
) -> httpx.Client | None:
    program = shutil.which("prometheus")
    if program is None:
        return None
    settings = folder / "prometheus.yml"
    named = ", ".join(json.dumps(f"127.0.0.1:{each}") for each in targets)
    settings.write_text(ASKING.format(rules=RULES, targets=named))
    words = (
        f"--config.file={settings}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}",
    )
    process = subprocess.Popen((program, *words), stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return _client(stack, port)
