"""The registry: every check there is, and how a home is looked at by them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from checks.accounts import check_accounts
from checks.backups import check_backup, check_mirror
from checks.built import check_messages
from checks.clocks import check_clock
from checks.disk import check_disk, check_files, look_at_disk
from checks.office import check_office, check_operator
from checks.outside import check_link_tests, check_watch
from checks.pages import check_bounces, check_pages, check_receipts
from checks.pending import check_approvals, check_schedules, check_undecided
from checks.people import check_administrator, check_residents, check_second_person, check_staff_notice
from checks.providers import check_providers
from checks.refusals import check_refusals
from checks.results import Check, CheckResult, Level, fail, ok
from checks.routes import check_routes
from checks.sending import check_channels, check_copy, check_progress, check_worker
from checks.settings import check_settings
from checks.situation import Situation, free_bytes
from checks.storage import check_keys, check_tables, check_writing
from checks.wordings import check_templates
from runtime import Problem, joined, open_home, said

WARN, FAIL = Level.WARN, Level.FAIL
PROVIDERS, SETTINGS, WORKER = "providers", "settings", "worker"
WRITING = frozenset({"disk", "database"})


def _opened(at: Situation) -> Iterator[CheckResult]:
    yield ok(said("home: {folder}", folder=at.home.path.name))


HOME = Check(
    "home", "tocsin.toml, the key file and the database can be opened", {FAIL: "one of them cannot"}, _opened,
    needs_tables=False,
)  # fmt: skip
TABLES = Check(
    "tables", "the tables are those of this program, SQLite is sound",
    {FAIL: "they are older or newer, the file is damaged, or SQLite is before 3.51.3"}, check_tables,
    at_night=True, needs_tables=False,
)  # fmt: skip
CHECKS: tuple[Check, ...] = (
    HOME,
    TABLES,
    Check("disk", "the free space where the home is", {WARN: "less than 1 GB", FAIL: "less than 100 MB, or no file can be written"},
          check_disk, at_night=True, needs_tables=False),
    Check("database", "something new can be written (it is undone)", {FAIL: "the disk or a quota is full, or it is read-only"},
          check_writing, at_night=True),
    Check("clock", "the time can be right: what has passed here, the providers, this machine and the database show the same",
          {WARN: "they differ by a minute, this machine and the database by 2 s, or the machine was started anew after a long time", FAIL: "they differ by more than 10 minutes: nothing expires and no schedule fires"},
          check_clock, at_night=True),
    Check(SETTINGS, "tocsin.toml, and whether what runs has read it", {WARN: "it was changed since", FAIL: "something in it is wrong"}, check_settings, at_night=True),
    Check("copy", "this home is a copy of another", {WARN: "it is: what was open is stopped"}, check_copy, at_night=True),
    Check("channels", "each channel that carries messages", {WARN: "one is refused and another carries its medium, or it asks us to slow down", FAIL: "one is refused by its provider, and people wait"},
          check_channels, at_night=True),
    Check("refusals", "no channel refuses more than a fifth of an alert", {FAIL: "one did, and is stopped until staff decide"},
          check_refusals, at_night=True),
    Check(WORKER, "somebody is at work while messages wait", {WARN: "ordinary messages wait", FAIL: "urgent ones wait, or others for 5 minutes"},
          check_worker, at_night=True),
    Check("progress", "what waits goes out", {WARN: "ordinary messages are due for 15 s, none was accepted and nobody can say until when", FAIL: "urgent messages are due for 15 s and none was accepted"},
          check_progress, at_night=True),
    Check("undecided", "messages that may have arrived", {WARN: "some wait for somebody to decide"}, check_undecided, at_night=True),
    Check("approval", "alerts that wait for a second person", {WARN: "one waits", FAIL: "one waits, and nobody else may approve it"},
          check_approvals, at_night=True),
    Check("schedules", "what is due has been decided", {FAIL: "nobody has looked for 5 minutes"}, check_schedules, at_night=True),
    Check("watch", "the address outside that is asked while no check fails (`[watch] url`)", {WARN: "it was not reached for 5 minutes"},
          check_watch, at_night=True),
    Check("link tests", "the daily test message of each channel (`[watch] test_at`)", {WARN: "a channel did not take it, or it was not sent"},
          check_link_tests, at_night=True),
    Check("files", "tocsin.toml, key and token are for their owner alone", {WARN: "others can read one"}, check_files, needs_tables=False),
    Check("key", "the key file opens the addresses", {FAIL: "it is another key"}, check_keys),
    Check("administrator", "an administrator's token works", {WARN: "none does, or none will in a month"}, check_administrator),
    Check("accounts", "the accounts of this machine with a token of their own", {WARN: "a token opens nothing, is shared, readable or nobody's, or tocsin.token lies beside them"}, check_accounts),
    Check("second person", "[approval] and the approvers", {WARN: "one person alone can send a severe alert, or there are fewer than two approvers"}, check_second_person),
    Check("staff notice", "[staff_notice]", {WARN: "nobody is told of faults, or that an alert waits"}, check_staff_notice),
    Check("office", "phone, web and logo under [municipality]", {WARN: "the logo is no PNG or JPEG of at most 32 KB: e-mails go out without it", FAIL: "phone or web is none: it stands in every warning"},
          check_office, needs_tables=False),
    Check("operator", "phones and mailboxes under [operator] and [staff_notice]", {WARN: "one is none"}, check_operator, needs_tables=False),
    Check("pages", "public_base_url", {WARN: "it is empty, or its host too long for a link"}, check_pages, needs_tables=False),
    Check("receipts", "the providers tell what became of messages", {WARN: "one is not asked to, or tells elsewhere"}, check_receipts, needs_tables=False),
    Check("bounces", "what mail servers said in the last 7 days", {WARN: "mails were refused or reported as unwanted, or bounces lie unread"}, check_bounces),
    Check("templates", "the office's folder of templates; each template and its corrections, rendered with its examples", {WARN: "one cannot be taken back, or not in each of its languages, or a file has a name that means nothing", FAIL: "a file is broken, and what is shipped stands in; or something cannot be said"},
          check_templates, needs_tables=False),
    Check("residents", "who is registered, and what carries their medium", {WARN: "nobody is registered", FAIL: "nothing carries a medium that people have"}, check_residents),
    Check("routes", "the configured channels and what carries each medium", {WARN: "a medium is a trial: nothing leaves this machine by it", FAIL: "a configured channel is not routed"},
          check_routes, needs_tables=False),
    Check(PROVIDERS, "each channel of the routes examines itself", {FAIL: "it cannot be opened, does not answer, or refuses us"}, check_providers, needs_tables=False),
    Check("messages", "one whole message of every kind, built on every channel and read back", {FAIL: "one has no words, cannot be built, or reads otherwise"}, check_messages, needs_tables=False),
    Check("backup", "the last `tocsin backup`", {WARN: "it is more than 2 days old"}, check_backup),
    Check("mirror", "the journal's mirror", {WARN: "it cannot be written, or is far behind"}, check_mirror),
)  # fmt: skip


def examine(folder: Path) -> Sequence[CheckResult]:
    """Make every check that can be made of the home in a folder."""
    try:
        home = open_home(folder, os.environ)
    except Problem as problem:
        return [replace(_explained(problem), check=HOME.name), *examine_disk(folder)]
    return make_checks(CHECKS, Situation.of(home))


def check_at_night(at: Situation) -> Sequence[CheckResult]:
    """Make the checks of `tocsin status`: the quick ones, of what goes on now."""
    return make_checks([each for each in CHECKS if each.at_night], at)


def examine_disk(folder: Path) -> Sequence[CheckResult]:
    """What is wrong with the disk of a folder in which no home can be opened; nothing when that is not the cause."""
    if not folder.is_dir():
        return []
    found = replace(look_at_disk(folder, free_bytes(folder)), check="disk")
    return [] if found.level is Level.OK else [found]


def make_checks(checks: Iterable[Check], at: Situation) -> Sequence[CheckResult]:
    """Make these checks; one that cannot be made stops no other, and none reads tables that are not ours.

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
    """The same without what is wrong in the settings where another check says so too, with its own next step."""
    others = {each.what for each in results if each.check != SETTINGS}
    return [each for each in results if each.check != SETTINGS or each.what not in others]


def nothing_is_written(results: Iterable[CheckResult]) -> bool:
    """Whether the disk or the database takes nothing, so that who is at work cannot write it down."""
    return any(each.level is FAIL and each.check in WRITING for each in results)


def _worker_unseen(results: Sequence[CheckResult]) -> Sequence[CheckResult]:
    """The same without the advice to start a worker, where one that is at work could not be seen."""
    if not nothing_is_written(results):
        return results
    fix = said("First see that it can write again: until then no worker can show that it is at work.")
    return [
        replace(each, fix=fix) if each.check == WORKER and not each.level.is_well else each
        for each in results
    ]


def _each_channel_once(results: Sequence[CheckResult]) -> Sequence[CheckResult]:
    """A channel that is refused while people wait, and does not pass its own examination either, is named once with both next steps."""
    refused = {each.channel for each in results if each.channel and each.check != PROVIDERS}
    examined = {each.channel: each.fix for each in results if each.channel and each.check == PROVIDERS}
    return [
        replace(each, fix=joined(" ", [each.fix, examined[each.channel]]))
        if each.channel in examined
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
