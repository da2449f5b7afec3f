"""Supervision: what a service manager is told over the socket that NOTIFY_SOCKET names, by the
protocol of sd_notify(3)."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import CLOCK_MONOTONIC, clock_gettime_ns

__all__ = ["Supervisor"]


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Whoever started this process and wants to be told how it does; nobody when `address` is
    empty."""

    address: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Supervisor":
        """The one that the environment names."""
        return cls(environment.get("NOTIFY_SOCKET", ""))

    def ready(self) -> None:
        """Tell that it is at work."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Tell that the sending goes on; without this within WatchdogSec the process is killed and
        started anew."""
        self._tell("WATCHDOG=1")

    def reloading(self) -> None:
        """Tell that the settings are read anew; `ready` ends that."""
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={clock_gettime_ns(CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        """Tell that it lands what is in the air, and ends."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self.address:
            return
        # A name that begins with @ is in the abstract namespace, of which the kernel writes a null
        # byte.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with (
            suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line,
        ):
            line.connect(address)
            line.sendall(state.encode())
