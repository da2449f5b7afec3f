"""Text of the code as it stands on a page in Markdown."""

import re


def cell(text: str) -> str:
    """Text as Markdown shows it unchanged, in a table too: `<` is no tag outside of code, and `|`
    parts no columns."""
    words = " ".join(text.split()).replace("|", r"\|")
    return "".join(
        part if place % 2 else part.replace("<", "&lt;").replace("*", r"\*")
        for place, part in enumerate(re.split(r"(`[^`]*`)", words))
    )
