"""Pages in Markdown that are made from the code, all of them or a part."""

import re
from collections.abc import Iterable
from pathlib import Path

END = "<!-- end of what is made from the code -->"


def renewed(page: Path, command: str, lines: Iterable[str]) -> str:
    """The page with these lines below the mark that names the command; what stands above it, and
    below the mark of the end where there is one, stays."""
    mark = f"<!-- made from the code: python -m tests.house.{command} -->"
    before, _, old = page.read_text("utf-8").partition(mark)
    _, end, after = old.partition(END)
    made = f"{before}{mark}\n\n" + "\n".join(lines) + "\n"
    return f"{made}\n{END}{after}" if end else made


def cell(text: str) -> str:
    """Text as Markdown shows it unchanged, in a table too: `<` is no tag outside of code, and `|`
    parts no columns."""
    words = " ".join(text.split()).replace("|", r"\|")
    return "".join(
        part if place % 2 else part.replace("<", "&lt;").replace("*", r"\*")
        for place, part in enumerate(re.split(r"(`[^`]*`)", words))
    )
