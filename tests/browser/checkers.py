"""Two more checkers beside axe: HTML_CodeSniffer in the page itself, and the W3C's validator on the
markup as it was served (tests/browser/npm, fetched by tests/browser/tools.sh)."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, Response

FOLDER = Path(__file__).parents[2] / ".venv" / "checkers" / "node_modules"
SNIFFER = FOLDER / "html_codesniffer" / "build" / "HTMLCS.js"
VALIDATOR = FOLDER / "vnu-jar" / "build" / "dist" / "vnu.jar"
MISSING = "The checkers of pages are not there: sh tests/browser/tools.sh (needs npm and java)"

SNIFF = """() => new Promise(done => HTMLCS.process("WCAG2AA", document, () => done(HTMLCS.getMessages()
    .filter(({type}) => type === HTMLCS.ERROR)
    .map(({code, msg, element}) => `${code}: ${msg} ${(element.outerHTML || "").slice(0, 120)}`))))"""


def sniffed(page: Page) -> list[str]:
    """The errors against WCAG 2 AA that HTML_CodeSniffer finds in a page as it stands."""
    assert SNIFFER.exists(), MISSING
    page.evaluate(SNIFFER.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(SNIFF)
    return found


class ServedPages:
    """The last page that a tab was served, and those of them that were kept to be validated."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.folder = folder
        self._last: Response | None = None
        page.on("response", self._hear)

    def keep(self, name: str) -> None:
        """Keep the page that the tab shows, in a file of that name."""
        assert self._last is not None
        (self.folder / f"{name}.html").write_bytes(self._last.body())

    def _hear(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status not in {302, 303}:
            self._last = response


def invalid(folder: Path) -> Iterator[str]:
    """What the validator calls an error or a warning in the pages of a folder."""
    java = shutil.which("java")
    assert java is not None, MISSING
    assert VALIDATOR.exists(), MISSING
    words = (java, "-jar", str(VALIDATOR), "--format", "json", "--skip-non-html", str(folder))
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    for each in json.loads(ran.stdout or ran.stderr)["messages"]:
        name = Path(unquote(urlsplit(each["url"]).path)).stem
        yield f"{name}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')!r}"
