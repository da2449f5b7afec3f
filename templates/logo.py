"""The logo: what the head of every mail shows beside the municipality's name, and what may stand
there."""

import struct
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from runtime import Municipality, Problem, said

__all__ = ["BadLogo", "read_logo"]


LARGEST = 32 * 1024  # bytes; every mail carries it
MOST_WIDE, MOST_HIGH = 160, 48  # as it is shown
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# The markers of a JPEG that hold its size are C0 to CF but for these.
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})


class BadLogo(Problem):
    """`logo` under [municipality] is a PNG or JPEG file in the home folder, of at most 32 KB; until
    it is, mails go out without it. A height of 96 pixels is enough."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture as HTML holds it: its address is `data:`, so that frozen words hold it whole; the
    size is as it is shown."""

    address: str
    width: int
    height: int


def logo_of(office: Municipality) -> Logo | None:
    """The logo of a municipality; None without one, or where it cannot be shown: no warning waits
    for a picture."""
    try:
        return read_logo(office.logo) if office.logo else None
    except BadLogo:
        return None


def read_logo(path: Path) -> Logo:
    """The logo in that file; raises BadLogo."""
    try:
        stat = path.stat()
        return _read(path, stat.st_mtime_ns, stat.st_size)
    except OSError:
        raise BadLogo(said("{file} cannot be read.", file=path.name)) from None


@lru_cache(maxsize=8)
def _read(path: Path, _: int, size: int) -> Logo:
    if size > LARGEST:
        raise BadLogo(said("{file} has {size} KB.", file=path.name, size=size // 1024))
    body = path.read_bytes()
    kind, wide, high = _measured(body)
    if not wide or not high:
        raise BadLogo(said("{file} is no PNG or JPEG.", file=path.name))
    share = min(1.0, MOST_WIDE / wide, MOST_HIGH / high)
    address = f"data:image/{kind};base64,{b64encode(body).decode('ascii')}"
    return Logo(address, max(1, round(wide * share)), max(1, round(high * share)))


def _measured(body: bytes) -> tuple[str, int, int]:
    """What kind of picture it is, with its width and height in pixels; 0 for what is none."""
    try:
        if body.startswith(_PNG):
            return "png", *struct.unpack(">II", body[16:24])
        return "jpeg", *_size_of_jpeg(body)
    except struct.error:
        return "", 0, 0


def _size_of_jpeg(body: bytes) -> tuple[int, int]:
    at = 2 if body.startswith(_JPEG) else len(body)
    while at < len(body):
        mark, marker, length = struct.unpack(">BBH", body[at : at + 4])
        if mark == 0xFF and 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            high, wide = struct.unpack(">HH", body[at + 5 : at + 9])
            return wide, high
        at += 2 + length
    return 0, 0
