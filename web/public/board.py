"""The board: alerts as the alerts room tells them, turned into what a page shows."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from alerts import PublicAlert, find_public_alert, list_live_alerts
from web.public.posted import Posted


def in_force(session: Session, *, now: datetime) -> Sequence[Posted]:
    """The alerts in force, the gravest first."""
    return sorted(
        (_posted(alert) for alert in list_live_alerts(session, now=now)),
        key=lambda alert: alert.rank,
    )


def one(session: Session, number: int, *, now: datetime) -> Posted:
    """One alert that was issued; raises UnknownAlert."""
    return _posted(find_public_alert(session, number, now=now))


def _posted(alert: PublicAlert) -> Posted:
    return Posted(
        number=alert.number,
        severity=alert.severity,
        issued_at=alert.issued_at,
        expires_at=alert.expires_at,
        over=not alert.live,
        titles={
            code: alert.title.get(code) or words.subject or alert.event
            for code, words in alert.words.items()
        },
        places=alert.areas,
        bodies={code: words.text for code, words in alert.words.items()},
        ending=alert.ending,
        ended_at=alert.ended_at,
        ended_by=alert.ended_by,
        corrects=alert.corrects,
        corrects_as=alert.corrects_as,
        for_some=alert.for_some,
    )
