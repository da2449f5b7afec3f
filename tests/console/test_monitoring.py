"""`--metrics`: a monitor that cannot be answered keeps no message waiting."""

import socket

import pytest

from console.terminal.monitoring import monitor_at
from web.listening import NotAnAddress


def test_a_port_in_use_is_said_and_the_work_continues(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"

        assert monitor_at(address) == ()

    told = " ".join(capsys.readouterr().err.split())
    assert f"{address} cannot be listened on: Address already in use." in told
    assert "The work goes on without it" in told


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(NotAnAddress):
        monitor_at("9641")
