"""No address stands in a log line or in the address of a page."""

import logging
import re
from collections.abc import Iterator
from io import StringIO

import httpx
import pytest
from sqlalchemy import text

from runtime.logs import set_up_logs
from tests.web_public.conftest import Pages, until

CANARY_PHONE, CANARY_MAIL = "+306999999977", "kanarini@town.example.gr"
CANARY = re.compile(r"99999977|kanarini")


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that is logged."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = StringIO()
    set_up_logs("debug", stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)


def test_the_canary_is_seen_nowhere(logged: StringIO, pages: Pages) -> None:
    shown = [
        pages.subscribe(phone=CANARY_PHONE, email=CANARY_MAIL),
        pages.subscribe(phone=CANARY_PHONE, email=CANARY_MAIL, altcha="x"),
        pages.post("/link", {"phone": CANARY_PHONE, "email": CANARY_MAIL, "altcha": pages.proof()}),
        pages.post(pages.link("confirm")),
    ]
    with pages.home.database.writing() as session:
        session.execute(text("ALTER TABLE code_sent RENAME TO gone"))
    proof = pages.proof()
    shown.append(pages.subscribe(phone=CANARY_PHONE, email=CANARY_MAIL, altcha=proof))
    shown.append(pages.post("/code/x", {"code": CANARY_PHONE}))

    until(lambda: "errand failed" in logged.getvalue())
    assert not CANARY.search(logged.getvalue())
    assert not any(
        CANARY.search(answer.text * _is_open(answer) + str(answer.headers) + str(answer.url))
        for answer in shown
    )


def _is_open(answer: httpx.Response) -> bool:
    """Whether a page may be read by others than the visitor who typed what it shows."""
    return not answer.url.path.startswith("/code/")
