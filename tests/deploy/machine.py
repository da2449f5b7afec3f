"""A clean machine inside this one: namespaces, a root in memory and accounts of its own
(clean_root.sh)."""

import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
SITE = "/opt/tocsin/.venv/lib/python*/site-packages"
# What pip would fetch is what these tests run with; nothing else is in the environment that the
# page makes.
FETCHED = f"""
cd {SITE} && rm -rf ./*
for each in /mnt/packages/*; do
    case ${{each##*/}} in *.pth | *tocsin* | __pycache__) ;; *) ln -s "$each" . ;; esac
done
"""
# An administrator may use sudo for everything; that a machine asks for their password is left out.
ADMINISTRATOR = (
    "echo 'anna ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/anna && chmod 440 /etc/sudoers.d/anna"
)


@dataclass(frozen=True)
class Said:
    """What a command line came to."""

    code: int
    text: str


@dataclass(frozen=True)
class Machine:
    """A machine whose accounts type command lines."""

    root: Path
    process: int

    def types(self, account: str, line: str, code: int = 0, folder: str = "/opt/tocsin") -> str:
        """What an account, freshly logged in, reads after a command line; that ends as it
        should."""
        said = self.tries(account, line, folder)
        assert said.code == code, f"{account} $ {line}\n{said.text}\nended with {said.code}"
        return said.text

    def tries(self, account: str, line: str, folder: str = "/opt/tocsin") -> Said:
        """The same, however it ends."""
        ran = subprocess.run(
            self._words(account, line, folder),
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=600,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return Said(ran.returncode, ran.stdout)

    @contextmanager
    def runs(self, account: str, line: str) -> Iterator[None]:
        """A command line that goes on in the background."""
        running = subprocess.Popen(
            self._words(account, f"exec {line}", "/srv/tocsin"), stdin=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            for each in psutil.Process(running.pid).children(recursive=True):
                each.terminate()
            running.wait(timeout=300)

    def _words(self, account: str, line: str, folder: str) -> list[str]:
        inside = [
            "nsenter",
            f"--target={self.process}",
            "--mount",
            "--net",
            "--pid",
            "chroot",
            str(self.root),
        ]
        plain = ["env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG=C.UTF-8"]
        script = f"cd {shlex.quote(folder)}\n{line}"
        return [*inside, *plain, "runuser", "-u", account, "--", "/bin/sh", "-eu", "-c", script]


@contextmanager
def clean_machine(root: Path) -> Iterator[Machine]:
    """A machine with the accounts anna (an administrator), maria and nikos; it is gone at the
    end."""
    command = [
        "unshare",
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "--kill-child",
        "sh",
        str(HERE / "clean_root.sh"),
        str(root),
        str(CHECKOUT),
        sys.base_prefix,
        sysconfig.get_path("purelib"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        machine = Machine(root, psutil.Process(running.pid).children()[0].pid)
        for account in ("anna", "maria", "nikos"):
            machine.types("root", f"useradd --create-home {account}")
        machine.types("root", ADMINISTRATOR)
        yield machine
