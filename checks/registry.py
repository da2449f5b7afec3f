"""The registry: every check there is, and how a home is looked at by them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from checks.disk import look_at_disk
from checks.installation import INSTALLATION, PROVIDERS
from checks.operation import OPERATION, SETTINGS, WORKER
from checks.results import Check, CheckResult, Level, fail, ok
from checks.situation import Situation, free_bytes
from checks.storage import check_tables
from runtime import Problem, joined, open_home, said

FAIL = Level.FAIL
WRITING = frozenset({"disk", "database"})


def _opened(at: Situation) -> Iterator[CheckResult]:
    yield ok(said("home: {folder}", folder=at.home.path.name))


HOME = Check(
    "home",
    "tocsin.toml, the key file and the database can be opened",
    {FAIL: "one of them cannot"},
    _opened,
    needs_tables=False,
)
TABLES = Check(
    "tables",
    "the tables are those of this program, SQLite is sound",
    {FAIL: "they are older or newer, the file is damaged, or SQLite is before 3.51.3"},
    check_tables,
    at_night=True,
    needs_tables=False,
)
CHECKS: tuple[Check, ...] = (HOME, TABLES, *OPERATION, *INSTALLATION)


def check_home(folder: Path) -> Sequence[CheckResult]:
    """Make every check that can be made of the home in a folder."""
    try:
        home = open_home(folder, os.environ)
    except Problem as problem:
        return [replace(_explained(problem), check=HOME.name), *check_disk_alone(folder)]
    return run_checks(CHECKS, Situation.of(home))


def run_quick_checks(at: Situation) -> Sequence[CheckResult]:
    """Make the checks of `tocsin status`: the quick ones, of what goes on now."""
    return run_checks([each for each in CHECKS if each.at_night], at)


def check_disk_alone(folder: Path) -> Sequence[CheckResult]:
    """What is wrong with the disk of a folder in which no home can be opened; nothing when that is
    not the cause."""
    if not folder.is_dir():
        return []
    found = replace(look_at_disk(folder, free_bytes(folder)), check="disk")
    return [] if found.level is Level.OK else [found]


def run_checks(checks: Iterable[Check], at: Situation) -> Sequence[CheckResult]:
    """Make these checks; one that cannot be made stops no other, and none reads tables that are not
    ours.

    What several of them fail for is said once.
    """
    found: dict[tuple[Level, str, str], CheckResult] = {}
    sound = True
    for check in checks:
        if check.needs_tables and not sound:
            continue
        results = list(_results(check, at))
        sound = sound and not (check is TABLES and any(each.level is FAIL for each in results))
        for each in results:
            found.setdefault((each.level, each.what, each.fix), each)
    return _each_channel_once(_worker_unseen(_settings_apart(list(found.values()))))


def _settings_apart(results: Sequence[CheckResult]) -> Sequence[CheckResult]:
    """The same without what is wrong in the settings where another check says so too, with its own
    next step."""
    others = {each.what for each in results if each.check != SETTINGS}
    return [each for each in results if each.check != SETTINGS or each.what not in others]


def cannot_write(results: Iterable[CheckResult]) -> bool:
    """Whether the disk or the database takes nothing, so that who is at work cannot write it
    down."""
    return any(each.level is FAIL and each.check in WRITING for each in results)


def _worker_unseen(results: Sequence[CheckResult]) -> Sequence[CheckResult]:
    """The same without the advice to start a worker, where one that is at work could not be
    seen."""
    if not cannot_write(results):
        return results
    fix = said(
        "First see that it can write again: until then no worker can show that it is at work."
    )
    return [
        replace(each, fix=fix) if each.check == WORKER and not each.level.is_well else each
        for each in results
    ]


def _each_channel_once(results: Sequence[CheckResult]) -> Sequence[CheckResult]:
    """A channel that is refused while people wait, and does not pass its own examination either, is
    named once with both next steps."""
    refused = {each.channel for each in results if each.channel and each.check != PROVIDERS}
    examined = {
        each.channel: each.fix for each in results if each.channel and each.check == PROVIDERS
    }
    return [
        replace(each, fix=joined(" ", [each.fix, examined[each.channel]]))
        if each.check != PROVIDERS and each.channel in examined
        else each
        for each in results
        if each.check != PROVIDERS or each.channel not in refused
    ]


def _results(check: Check, at: Situation) -> Iterator[CheckResult]:
    try:
        for each in check.look(at):
            yield replace(each, check=check.name)
    except Problem as problem:
        yield replace(_explained(problem), check=check.name)


def _explained(problem: Problem) -> CheckResult:
    return fail(joined(" ", problem.details) or type(problem).__name__, said(problem.why))
