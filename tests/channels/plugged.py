"""Packages of adapters, as an environment has them: a folder on the path that names their entry
points."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent / "broken"
# The ten by the name in `routes`, and some more.
BROKEN: Mapping[str, str] = {
    "another_outcome": "tocsin_broken:HasAnotherOutcome",
    "never_closes": "tocsin_broken:NeverCloses",
    "never_ends_its_probe": "tocsin_broken:NeverEndsItsProbe",
    "exits": "tocsin_broken:Exits",
    "ends_as_generator": "tocsin_broken:EndsAsGenerator",
    "says_soon": "tocsin_broken:SaysSoon",
    "blocks": "tocsin_broken:Blocks",
    "does_not_load": "tocsin_broken_import:Channel",
    "twice": "tocsin_broken:Working",
    "tells_numbers": "tocsin_broken:TellsNumbers",
}
MORE: Mapping[str, str] = {
    "says_nan": "tocsin_broken:SaysNan",
    "interrupts": "tocsin_broken:Interrupts",
    "calls_itself_off": "tocsin_broken:CallsItselfOff",
    "exits_behind": "tocsin_broken:ExitsBehind",
    "is_not_made": "tocsin_broken:IsNotMade",
    "is_deaf": "tocsin_broken:IsDeaf",
}
GOOD: Mapping[str, str] = {"works": "tocsin_broken:Working"}


@contextmanager
def plugged(folder: Path) -> Iterator[None]:
    """All of them are installed meanwhile, in two packages that both have a channel `twice`."""
    install(folder, "tocsin-broken", {**BROKEN, **MORE, **GOOD})
    install(folder, "tocsin-twin", {"twice": "tocsin_broken:Working"})
    before = list(sys.path)
    sys.path[:0] = [str(folder), str(HERE)]
    try:
        yield
    finally:
        sys.path[:] = before


def install(folder: Path, package: str, channels: Mapping[str, str]) -> None:
    """What a package's metadata says of its channels."""
    told = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", "utf-8"
    )
    points = "".join(f"{name} = {where}\n" for name, where in channels.items())
    (told / "entry_points.txt").write_text(f"[tocsin.channels]\n{points}", "utf-8")
