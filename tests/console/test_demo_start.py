"""A part of the demo has started when its ports are its own."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from console.system.demo_steps import DemoSetup, DidNotStart, start_part
from console.system.initializing import create_home, demo_answers


def test_a_port_that_another_program_has_is_no_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    create_home(home, demo_answers(1, 2, 3)).database.close()
    with ExitStack() as running, socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        setup = DemoSetup(home, http=1, smtp=2, public=taken, admin=taken)
        door = f"127.0.0.1:{taken}"

        with pytest.raises(DidNotStart):
            start_part(setup, running, "serve", "--public", door, "--admin", door)

    assert "cannot be listened on" in (home / "serve.log").read_text("utf-8")
