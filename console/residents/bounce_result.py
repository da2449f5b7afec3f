"""How `tocsin bounces read` shows what became of the messages: a table, remarks, the files to look
at; no address."""

from collections.abc import Iterator, Mapping

from channels.bounces import Unread
from console.residents.bounce_run import BounceRun, files_by_reason
from console.terminal.output import say, show_json, table
from runtime import counted, said
from runtime.home import UNREAD_BOUNCES

SHOWN = 20
HEADINGS = (said("messages"), said("what they are"))
WHY: Mapping[str, str] = {
    Unread.LARGE: said("too large"),
    Unread.BROKEN: said("broken beyond reading"),
    Unread.CHALLENGE: said("asks the sender to confirm"),
    Unread.NO_REPORT: said("says nothing of a mail: perhaps somebody wrote to you"),
    Unread.NO_STATUS: said("a report that says neither failed nor delivered"),
    Unread.NO_TOKEN: said("names no mail of this home"),
    Unread.NO_COMPLAINT: said("a report that is no complaint"),
}


def show_bounce_run(done: BounceRun, *, as_json: bool) -> None:
    """A row for each kind of message, then what staff should know."""
    if as_json:
        files = [{"file": file, "why": why} for file, why in done.unreadable.items()]
        counts = {name: getattr(done, name) for name in BounceRun.__slots__ if name != "unreadable"}
        show_json({**counts, "aside": files})
        return
    table(HEADINGS, [(f"{number:,}", what) for number, what in _rows(done)])
    for line in (*_remarks(done), *_set_aside(done)):
        say(line)


def _rows(done: BounceRun) -> Iterator[tuple[int, str]]:
    yield done.read, said("read in all")
    yield done.applied, said("bounces, applied")
    yield done.known, said("known already")
    yield done.delayed, said("delayed: still on the way")
    yield done.complaints, said("complaints: reported as unwanted")
    yield done.automatic, said("out of office, or opened: nothing to do")
    for why, files in files_by_reason(done):
        yield len(files), said("set aside: {why}", why=WHY.get(why, why))
    if done.dropped:
        yield done.dropped, said("not kept: no room aside")


def _remarks(done: BounceRun) -> Iterator[str]:
    if done.blocked:
        yield counted(
            done.blocked,
            "{count} contact gets nothing any more. `tocsin residents unblock` undoes it.",
            "{count} contacts get nothing any more. `tocsin residents unblock` undoes it for one.",
        )
    if done.unwanted:
        yield said(
            "{number:,} were refused by policy (5.7.x), so no address is to blame: docs/going-live.md says what to check.",
            number=done.unwanted,
        )
    if done.complaints > len(done.emergencies):
        yield said(
            "Whoever complained gets no more mails of that topic, as by the link in the mail."
        )
    if done.emergencies:
        yield said(
            "Complaints of an emergency alert change nothing. Ask these residents whether they want to leave: {numbers}",
            numbers=", ".join(str(number) for number in done.emergencies[:SHOWN]),
        )


def _set_aside(done: BounceRun) -> Iterator[str]:
    """Which files staff should look at, and how many more there was no room for."""
    for why, files in files_by_reason(done):
        more = said(" and {number:,} more", number=len(files) - SHOWN) if len(files) > SHOWN else ""
        yield said(
            "Set aside in {folder}, {why}: {files}{more}",
            folder=UNREAD_BOUNCES,
            why=WHY.get(why, why),
            files=", ".join(files[:SHOWN]),
            more=more,
        )
    if done.dropped:
        yield said(
            "{number:,} more were not kept: {folder} is full. Look through it and delete what is there.",
            number=done.dropped,
            folder=UNREAD_BOUNCES,
        )
