"""What is made of many mails, family by family: `python -m tests.channels.bounce_verdicts [FOLDER
or MBOX]`.

Without an argument it reads the invented mails of `bounce_families`. A family is a folder, or what
stands before the first digit of a file's name. Mails without a token of ours are read as if they
had come to an address with one."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from re import split
from time import perf_counter

from channels.bounces import Bounce, Complaint, Unread, read_bounce
from console.residents.mailboxes import mailbox_messages

FAMILIES = Path(__file__).parent / "bounce_families"
CAME_TO = b"X-Original-To: bounces+77-b56820c57b15@demo.example\n"
MOST = 1 << 20
KINDS = ("failed", "delayed", "delivered", "complaint", "automatic", "aside")
Verdict = Bounce | Complaint | Unread


def verdict(raw: bytes) -> str:
    """What is made of a mail, such as failed-5.1.1, complaint-abuse, automatic or aside."""
    read = read_bounce(raw)
    if isinstance(read, Bounce):
        return f"{read.action}-{read.status}"
    if isinstance(read, Complaint):
        return f"complaint-{read.kind}"
    return "automatic" if read is Unread.AUTOMATIC else "aside"


def expected(name: str) -> str:
    """The verdict that stands in the name of an invented mail."""
    return name.rpartition("/")[2].partition(".")[2].removesuffix(".eml")


def mails(source: Path) -> Iterator[tuple[str, str, bytes]]:
    """Every mail of a folder or an mbox: its family, its name, and itself."""
    if source.is_file():
        for number, letter in enumerate(mailbox_messages(str(source), MOST), 1):
            yield source.stem, f"{source.stem}/{number}", letter.raw
        return
    for path in sorted(each for each in source.rglob("*") if each.is_file()):
        raw = path.read_bytes()
        plain = raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
        near = path.relative_to(source).parts
        yield near[0] if len(near) > 1 else split(r"[\W_]*\d", path.stem)[0], "/".join(near), plain


def table(source: Path, *, listed: bool) -> Iterator[str]:
    """The lines of the table, and below it what was set aside."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rest: list[str] = []
    began = perf_counter()
    for family, name, raw in mails(source):
        found = verdict(CAME_TO + raw if source != FAMILIES else raw)
        kind = found.partition("-")[0]
        counts[family][kind if kind in KINDS else "delivered"] += 1
        if listed or kind == "aside":
            rest.append(f"{name}: {found}")
    seconds = perf_counter() - began
    rows = [*sorted(counts.items()), ("all", sum(counts.values(), Counter()))]
    width = max(len(family) for family, _ in rows)
    yield f"{'family':<{width}}  {'mails':>6}  " + "  ".join(f"{kind:>9}" for kind in KINDS)
    for family, row in rows:
        numbers = "  ".join(f"{row[kind]:>9}" for kind in KINDS)
        yield f"{family:<{width}}  {row.total():>6}  {numbers}"
    every = rows[-1][1]
    decided = every.total() - every["aside"]
    yield f"decided: {decided} of {every.total()}, {every.total() / max(seconds, 0.001):,.0f} a second"
    yield from rest


if __name__ == "__main__":
    named = [each for each in sys.argv[1:] if each != "--list"]
    for line in table(Path(named[0]) if named else FAMILIES, listed="--list" in sys.argv):
        print(line)
