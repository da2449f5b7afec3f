"""Texts and lines of cases, read for `tocsin lint`."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from console.terminal.language import spoken
from console.terminal.output import say, show_json, table
from linting import BadCase, LintFinding, LintLevel, answer_line, finding_json, lint_case, read_case
from runtime import Exit, UsageProblem, counted, said
from runtime.config import Config, load_config

STDIN = Path("-")
_QUOTED = 40


def lint_file(file: Path, about: Mapping[str, object], home: Path, *, as_json: bool) -> int:
    """Read one text in the name of this office; the exit code."""
    text = b"".join(_lines_of(file)).decode("utf-8", "replace").removeprefix("\ufeff").strip("\n")
    config = load_config(home, os.environ).config
    try:
        case = read_case(json.dumps({**_office(config), **about, "text": text}))
    except BadCase as error:
        raise UsageProblem(said("This cannot be read: {why}.", why=str(error))) from None
    found = lint_case(case)
    if as_json:
        show_json({"findings": [finding_json(each, spoken) for each in found]})
    else:
        _show(found, text)
    return int(any(each.level is LintLevel.ERROR for each in found))


def lint_cases(file: Path) -> int:
    """Answer each line of cases with one, in their order; the exit code."""
    code = 0
    for line in _lines_of(file):
        if not line.strip():
            continue
        answer = answer_line(line.decode("utf-8", "replace").removeprefix("\ufeff"), spoken)
        # A lone half of a character is no UTF-8; JSON has an escape for it.
        words = json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace")
        sys.stdout.buffer.write(words + b"\n")
        sys.stdout.buffer.flush()
        code = Exit.USAGE if "error" in answer else code
    return code


def _lines_of(file: Path) -> Iterator[bytes]:
    if file == STDIN:
        yield from sys.stdin.buffer
        return
    try:
        with file.open("rb") as lines:
            yield from lines
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageProblem(said("{path} cannot be read: {why}.", path=file, why=why)) from None


def _office(config: Config) -> dict[str, object]:
    """What an office knows of itself: its name, phone and domains."""
    office = config.municipality
    hosts = (urlsplit(address).hostname for address in (office.web, config.public_base_url))
    return {
        "municipality": office.name,
        "phones": [office.phone],
        "domains": [host for host in hosts if host],
        "now": datetime.now(UTC).astimezone(office.zone).isoformat(),
    }


def _show(found: list[LintFinding], text: str) -> None:
    if not found:
        say(said("Nothing to mend."))
        return
    rows = [(each.level.value, each.rule, _quoted(each, text), each.say) for each in found]
    headings = [said("level"), said("rule"), said("where"), said("what to write instead")]
    table(headings, rows, spare=(2,))
    say(counted(len(found), "{count} thing is to be mended.", "{count} things are to be mended."))


def _quoted(found: LintFinding, text: str) -> str:
    words = " ".join(text[found.start : found.end].split())
    return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 3]}..."
