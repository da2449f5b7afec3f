"""Posted: one alert as a page shows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from web.public.languages import DEFAULT

BULLET = "- "


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines that belong together: a list, or a paragraph."""

    listed: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """One alert as a page shows it; `titles` and `bodies` are by language, `over` says that it was called off or ended."""

    number: int
    severity: str
    issued_at: datetime
    expires_at: datetime
    over: bool
    titles: Mapping[str, str]
    bodies: Mapping[str, str]

    def tongue(self, language: str) -> str:
        """The language in which whoever asked for one can read it."""
        known = (code for code in (language, DEFAULT) if code in self.bodies)
        return next(known, min(self.bodies, default=DEFAULT))

    def title(self, language: str) -> str:
        """What it is headed."""
        return self.titles.get(self.tongue(language), "")

    def blocks(self, language: str) -> Sequence[Block]:
        """Its words, as paragraphs and lists."""
        return tuple(_blocks(self.bodies.get(self.tongue(language), "").splitlines()))

    def in_force(self, now: datetime) -> bool:
        """Whether it still holds."""
        return not self.over and now < self.expires_at


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Lines of one kind that follow each other, parted where a line is empty."""
    gathered: list[str] = []
    listed = False
    for line in (*(line.strip() for line in lines), ""):
        bullet = line.startswith(BULLET)
        if gathered and (not line or bullet != listed):
            yield Block(listed, tuple(gathered))
            gathered = []
        listed = bullet
        if line:
            gathered.append(line.removeprefix(BULLET))
