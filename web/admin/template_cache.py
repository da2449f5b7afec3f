"""The template cache: the office with its templates, read once and again whenever a file of them
has changed."""

from pathlib import Path

from alerts import Office
from runtime import Home

Signature = tuple[tuple[str, int, int], ...]


class TemplateCache:
    """Reading all templates takes a tenth of a second; looking whether one has changed takes
    none."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._read: tuple[Signature, Office] | None = None

    def office(self) -> Office:
        """The templates as they are on disk now, and the channels as they were configured."""
        signature = _signature(self._home.path / self._home.config.templates)
        if self._read is None or self._read[0] != signature:
            # Two requests at once may both read: that costs time, and nothing else.
            self._read = signature, Office.of(self._home)
        return self._read[1]


def _signature(folder: Path) -> Signature:
    files = sorted(folder.rglob("*")) if folder.is_dir() else []
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
