"""Imports: a file of residents is handed in and answered at once; how far it is is asked for, and
it can be called off."""

import json
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlmodel import Session

from runtime import Right
from subscribers.jobs import HandedIn, accept_import, cancel_job, list_jobs, show_job
from subscribers.lists import MergeRules, open_list
from web.admin.bodies import LIST
from web.admin.fields import Number, Shown
from web.admin.guards import Acts, Guarded, Reads
from web.admin.list_files import FILE, ImportShown, Replace, Update, Written, import_shown
from web.admin.request_context import RequestContext, WriteContext

router = APIRouter(prefix="/v1/residents", tags=["residents"], route_class=Guarded)

Reader = Annotated[RequestContext, Depends(Reads(Right.CHANGE_RESIDENTS))]
Clerk = Annotated[WriteContext, Depends(Acts(Right.CHANGE_RESIDENTS))]
Importer = Annotated[WriteContext, Depends(Acts(Right.CHANGE_RESIDENTS, takes=LIST))]


class ImportsShown(Shown):
    """The newest imports first, 50 at most; one that ended more than a week ago may be gone."""

    imports: list[ImportShown]


@router.post(
    "/import",
    summary="Import a file",
    status_code=202,
    response_model=ImportShown,
    openapi_extra={"requestBody": FILE},
)
def import_file(
    context: Importer,
    dry_run: bool = False,
    encoding: Written = None,
    update: Update = False,
    replace: Replace = False,
) -> Response:
    """The file is kept and carried out by `tocsin serve` or `tocsin worker`: ask the address in
    `Location` how far it is.

    A bad row never stops the good ones, and the same file twice changes nothing. A thousand rows
    are a transaction; after a stop or a kill it goes on behind the last of them."""
    people = open_list(BytesIO(context.body), encoding)
    keys, by = context.home.keys, context.by
    file = HandedIn.of(context.body, encoding, MergeRules(update, replace), dry_run=dry_run)

    def accepted(session: Session) -> ImportShown:
        number = accept_import(session, keys, file, people, by=by, now=context.now)
        return import_shown(show_job(session, keys, number, by=by))

    answer = context.act(accepted, status=202)
    answer.headers["Location"] = (
        f"{router.prefix}/imports/{json.loads(bytes(answer.body))['import']}"
    )
    return answer


@router.get("/imports", summary="The imports there are")
def list_imports(context: Reader) -> ImportsShown:
    """Those that wait, are under way, or ended within a week."""
    with context.reading() as session:
        jobs = list_jobs(session, context.home.keys, by=context.by)
    return ImportsShown(imports=[import_shown(job) for job in jobs])


@router.get("/imports/{number}", summary="How far an import is")
def show_import(context: Reader, number: Number) -> ImportShown:
    """What became of the rows so far; names only for a token that may read residents."""
    with context.reading() as session:
        return import_shown(show_job(session, context.home.keys, number, by=context.by))


@router.post("/imports/{number}/cancel", summary="Call an import off", response_model=ImportShown)
def cancel_import(context: Clerk, number: Number) -> Response:
    """What is committed stays; nothing more follows."""

    def cancelled(session: Session) -> ImportShown:
        cancel_job(session, number, by=context.by, now=context.now)
        return import_shown(show_job(session, context.home.keys, number, by=context.by))

    return context.act(cancelled)
