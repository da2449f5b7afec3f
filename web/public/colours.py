"""Colours: the municipality's own, moved towards black or white until it can be read (WCAG 2.2,
1.4.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

READABLE = 4.6  # 4.5 : 1, and a little for rounding
# What is written upon by day and by night: paper, sheet and note of pages.css.
LIGHT, DARK = ("#ffffff", "#f4f6f8", "#fff6d9"), ("#171c21", "#1f262d", "#352c10")
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Palette:
    """The head's colour and its ink, and the colour of links and buttons by day and by night with
    the ink upon it."""

    head: str
    head_ink: str
    day: str
    day_ink: str
    night: str
    night_ink: str

    @classmethod
    def of(cls, colour: str) -> "Palette":
        """The palette of a municipality's colour, `#rrggbb`."""
        day, night = (
            _moved(colour, "#000000", against=LIGHT),
            _moved(colour, "#ffffff", against=DARK),
        )
        return cls(colour, ink_on(colour), day, ink_on(day), night, ink_on(night))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour."""
    return max("#000000", "#ffffff", key=lambda ink: contrast(ink, colour))


def _moved(colour: str, towards: str, *, against: Sequence[str]) -> str:
    steps = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        (each for each in steps if all(contrast(each, ground) >= READABLE for ground in against)),
        towards,
    )


def _mixed(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
