"""A part of the demo has started when its ports are its own."""

import socket
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path

import pytest

from console.system.demo_ports import DemoPorts, DemoPortTaken, choose_ports
from console.system.demo_steps import DemoSetup, DidNotStart, start_part
from console.system.initializing import ADMIN_PORT, create_home, demo_answers


def test_a_port_that_another_program_has_is_no_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    create_home(home, demo_answers(1, 2, 3)).database.close()
    with ExitStack() as running, socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        setup = DemoSetup(home, DemoPorts(http=1, smtp=2, public=taken, admin=taken))
        door = f"127.0.0.1:{taken}"

        with pytest.raises(DidNotStart) as told:
            start_part(setup, running, "serve", "--public", door, "--admin", door)

    assert f"{door} cannot be listened on" in str(told.value)
    assert "--public-port" in told.value.why


def test_a_typed_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        with pytest.raises(DemoPortTaken, match=f"Port {taken} of 127.0.0.1 is taken"):
            choose_ports(admin=taken)


def test_a_bound_port_without_a_listener_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))

        with pytest.raises(DemoPortTaken):
            choose_ports(public=other.getsockname()[1])


def test_usual_ports_give_way_to_typed_ones() -> None:
    ports = choose_ports(public=ADMIN_PORT)

    assert ports.public == ADMIN_PORT
    assert len({ports.http, ports.smtp, ports.public, ports.admin}) == len(fields(DemoPorts))
