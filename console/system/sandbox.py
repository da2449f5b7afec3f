"""`tocsin sandbox`: a provider and a mail relay on this machine, to try Tocsin without an
account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from channels.sandbox import Sandbox


def run_sandbox(
    http: str = typer.Option(
        "127.0.0.1:8025", metavar="HOST:PORT", help="where the page and the SMS provider are"
    ),
    smtp: str = typer.Option("127.0.0.1:2525", metavar="HOST:PORT", help="where the mail relay is"),
    ledger: Path | None = typer.Option(
        None, help="append a JSON line for every message to this file"
    ),
    faults: Path | None = typer.Option(
        None, metavar="FILE", help="do wrong what this script says, TOML or JSON (docs/sandbox.md)"
    ),
    anywhere: bool = typer.Option(False, "--anywhere", help="listen on addresses others can reach"),
) -> None:
    """Catch SMS and e-mail on this machine and show them on a page; nothing is passed on.

    What became of each SMS is told by signed callbacks, to addresses of this machine only. Faults
    are switched on its page, by POST /sandbox/faults, or from the start by --faults.

    Example: tocsin sandbox --ledger arrived.jsonl --faults storm.toml
    """
    from channels.sandbox import Sandbox, Script, read_script, run_sandbox

    sandbox = Sandbox(_address(http), _address(smtp), ledger, anywhere=anywhere)
    sandbox.follow(read_script(faults) if faults else Script())
    run_sandbox(sandbox, _announce)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        from runtime import UsageProblem, said

        raise UsageProblem(said("'{typed}' is not HOST:PORT, such as 127.0.0.1:8025.", typed=text))
    return host.strip("[]"), int(port)


def _announce(sandbox: Sandbox) -> None:
    from console.terminal.output import say
    from runtime import said

    adapter = said("adapter {name}:", name="twilio")
    account = f'base_url = "{sandbox.http_url}", account_sid = "{sandbox.account}",'
    relay = f'host = "{sandbox.smtp_host}", port = {sandbox.smtp_port}, security = "none"'
    say(said("{label:<11} {value}", label=said("The page"), value=sandbox.http_url))
    say(said("{label:<11} {adapter} {value}", label="SMS", adapter=adapter, value=account))
    say(f'            auth_token = "{sandbox.token}", sender = "TOCSIN"')
    adapter = said("adapter {name}:", name="smtp")
    say(said("{label:<11} {adapter} {value}", label="E-mail", adapter=adapter, value=relay))
    say(said("Ctrl-C ends it."))
