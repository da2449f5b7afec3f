"""`tocsin residents imports`: the imports of a week, of programs and of terminals, how far each is,
and calling one off."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show_json, table

if TYPE_CHECKING:
    from runtime import Home, Said
    from subscribers.jobs import JobView

Which = Annotated[
    int | None, typer.Argument(metavar="[N]", help="The number of one.", show_default=False)
]
Cancel = Annotated[bool, typer.Option("--cancel", help="Call it off: what is in the list stays.")]


def list_imports(
    context: typer.Context, number: Which = None, cancel: Cancel = False, as_json: AsJson = False
) -> None:
    """Show the imports of a week, over the API and at terminals, or one of them and what became of
    its rows.

    Example: tocsin residents imports 3
    """
    from console.residents.import_result import import_json, show_import
    from runtime import UsageProblem, said
    from subscribers.jobs import cancel_job, list_jobs, show_job

    home = open_home(context)
    by = actor(context, home)
    if cancel and number is None:
        raise UsageProblem(said("Say which one is to be called off."))
    if cancel and number is not None:
        with home.database.writing() as session:
            cancel_job(session, number, by=by, now=home.now())
    with home.database.reading() as session:
        if number is None:
            jobs = list_jobs(session, home.keys, by=by)
            show_json([_standing(job) for job in jobs]) if as_json else _show_list(home, jobs)
            return
        job = show_job(session, home.keys, number, by=by)
    if as_json:
        show_json({**_standing(job), **import_json(job.done, dry_run=job.dry_run)})
        return
    for line in _lines(job):
        say(line)
    show_import(job.done, "", dry_run=job.dry_run, as_json=False)


def _standing(job: "JobView") -> Mapping[str, object]:
    """How a job stands, for programs; as the API has it."""
    return {
        "import": job.id,
        "state": job.state,
        "by": job.by,
        "dry_run": job.dry_run,
        "reached": job.reached,
        "lines": job.lines,
        "created_at": job.created_at.isoformat(),
        "ended_at": job.ended_at and job.ended_at.isoformat(),
        "imported": job.done.imported,
        "updated": job.done.updated,
        "unchanged": job.done.unchanged,
        "rejected": job.done.rejected,
        "problem": job.report.problem,
    }


def _words() -> Mapping[str, "Said"]:
    from runtime import said

    return {
        "waiting": said("waits"),
        "running": said("is carried out"),
        "done": said("done"),
        "cancelled": said("called off"),
        "failed": said("failed"),
    }


def _lines(job: "JobView") -> Iterator["Said"]:
    from runtime import said

    yield said(
        "Import {number}, by {name}: {state}, {progress}.",
        number=job.id,
        name=job.by,
        state=_words()[job.state],
        progress=_progress(job),
    )
    if job.report.why:
        yield said("{why} {advice}", why=job.report.why, advice=said(job.report.advice))


def _progress(job: "JobView") -> "Said":
    """How far it is; the last line of a file may lack its end."""
    from runtime import said

    if job.lines is None:
        return said("row {row:,}", row=job.reached)
    return said("row {row:,} of {lines:,}", row=job.reached, lines=max(job.lines, job.reached))


def _show_list(home: "Home", jobs: Sequence["JobView"]) -> None:
    from runtime import said

    if not jobs:
        say(said("Nothing was imported within a week."))
        return
    local, words = home.config.municipality.local, _words()
    rows = [
        [
            str(job.id),
            f"{local(job.created_at):%d/%m %H:%M}",
            job.by,
            said("{state} (dry run)", state=words[job.state]) if job.dry_run else words[job.state],
            _progress(job),
            f"{job.done.imported:,}",
            f"{job.done.updated:,}",
            f"{job.done.unchanged:,}",
            f"{job.done.rejected:,}",
        ]
        for job in jobs
    ]
    counts = [said("imported"), said("updated"), said("unchanged"), said("rejected")]
    table([said("import"), said("since"), said("who"), said("state"), said("row"), *counts], rows)
