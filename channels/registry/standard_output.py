"""Standard output: it is Tocsin's, for people and for programs that read it; what an adapter prints
goes nowhere."""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TextIO, cast

_here = threading.local()


@contextmanager
def adapter_output(name: str) -> Iterator[None]:
    """What this thread prints meanwhile is the adapter's of that name: it is dropped, since it may
    hold an address."""
    if not isinstance(sys.stdout, _ApartFromAdapters):
        sys.stdout = cast(TextIO, _ApartFromAdapters(sys.stdout))
    before = _adapter()
    _here.name = name
    try:
        yield
    finally:
        _here.name = before


class _ApartFromAdapters:
    """The standard output as it was, without what adapters print."""

    def __init__(self, real: TextIO) -> None:
        self._real = real

    def write(self, text: str) -> int:
        """Write it, unless an adapter does."""
        return len(text) if _adapter() else self._real.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        if name == "buffer" and _adapter():
            return BytesIO()
        return getattr(self._real, name)


def _adapter() -> str:
    """Whose program runs on this thread now; empty for ours."""
    return str(getattr(_here, "name", ""))
