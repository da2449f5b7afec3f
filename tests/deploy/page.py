"""docs/going-live.md as somebody carries it out: its blocks of commands, by step."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "going-live.md").read_text("utf-8")


def blocks(step: int, kind: str = "sh") -> list[str]:
    """The blocks of one kind in a step, as they are printed."""
    section = re.search(rf"^## {step}\. .*?(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None
    return re.findall(rf"^```{kind}\n(.*?)^```", section[0], re.MULTILINE | re.DOTALL)


def printed(line: str) -> str:
    """A command line, once it is sure that the page has it."""
    assert f"`{line}`" in PAGE or f"\n{line}\n" in PAGE, line
    return line
