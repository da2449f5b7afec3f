"""docs/README.md names every page, and whatever a page links to is there."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.named_code import is_there, named_in

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGES = sorted(
    path.relative_to(ROOT)
    for folder in (".", "docs", "docs/decisions", "deploy", "benchmarks")
    for path in (ROOT / folder).glob("*.md")
)


def _links(page: Path) -> list[str]:
    text = CODE.sub("", (ROOT / page).read_text("utf-8"))
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


@cache
def _anchors(path: Path) -> frozenset[str]:
    """What GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings)


def _leads_nowhere(page: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    path = (ROOT / page).parent / target if target else ROOT / page
    return not path.exists() or bool(anchor and anchor not in _anchors(path))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in _links(page) if _leads_nowhere(page, link)] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md"])
def test_a_page_names_only_code_that_exists(page: str) -> None:
    named = named_in((ROOT / page).read_text("utf-8"))

    assert [
        f"{file}:{name}" for file, name in named if "/" in file and not is_there(file, name)
    ] == []


def test_the_index_names_every_page() -> None:
    named = {(DOCS / link.partition("#")[0]).resolve() for link in _links(Path("docs/README.md"))}
    pages = {path for path in DOCS.glob("*.md") if path.name != "README.md"}

    assert pages - named == set()
    assert {DOCS / "decisions", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"} <= named
    assert "docs/README.md" in _links(Path("README.md"))


def test_every_target_of_make_is_explained() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    written = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

    assert targets is not None
    assert [target for target in targets[1].split() if f"| `make {target}` |" not in written] == []
