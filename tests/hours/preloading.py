"""The library that shifts the clock of a process: built from clock.c, and preloaded by the
environment."""

import math
import os
import struct
import subprocess
import time
from datetime import datetime
from pathlib import Path


def build_library(folder: Path) -> Path:
    """Compile it into a folder."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return library


def ahead(library: Path, seconds: int, step: Path | None = None) -> dict[str, str]:
    """The environment of a process whose clock is so far ahead of ours, and further by what `step`
    holds (8 bytes)."""
    ours = int(os.environ.get("CLOCK_OFFSET", "0"))
    stepping = {"CLOCK_STEP": str(step)} if step else {}
    return {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(ours + seconds), **stepping}


def put_seconds(file: Path, seconds: int) -> None:
    """Change what CLOCK_STEP or CLOCK_PASSED names, in place: whoever has it mapped must find eight
    bytes at any moment."""
    file.touch()
    with file.open("r+b") as opened:
        opened.write(struct.pack("l", seconds))


def seconds_to(moment: datetime) -> int:
    """The seconds between the machine's own clock and this moment, never fewer; ours may be shifted
    too."""
    return math.ceil(moment.timestamp() - (time.time() - int(os.environ.get("CLOCK_OFFSET", "0"))))
