"""Committed: what a transaction did is logged once it is committed, and never when it was
undone."""

import structlog
from sqlalchemy import event
from sqlmodel import Session

log = structlog.get_logger(__name__)


def log_committed(session: Session, what: str, **fields: str | int | bool | None) -> None:
    """Log this event when the transaction of a session is committed; numbers and codes, never an
    address or a body."""

    def tell(_: Session) -> None:
        log.info(what, **fields)

    event.listen(session, "after_commit", tell, once=True)
