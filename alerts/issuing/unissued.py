"""Unissued: only what nobody got yet is changed or decided; what was sent is corrected."""

from sqlmodel import Session

from alerts.plain_words.alert_words import STATE_WORDS
from alerts.states import MsgType
from alerts.tables import Alert
from runtime import Exit, Problem, Said, said


class AlreadyIssued(Problem):
    """What was sent cannot be changed or decided again. `tocsin alerts report` with its number
    shows what became of it."""

    exit = Exit.REFUSED
    status = 409


def lock_unissued(session: Session, alert: Alert) -> None:
    """Read an alert as it stands now and keep it so until this transaction ends; raises
    AlreadyIssued."""
    session.refresh(alert, with_for_update=True)
    check_unissued(alert)


def check_unissued(alert: Alert) -> None:
    """Refuse what was issued; raises AlreadyIssued."""
    if alert.dispatch_id is None:
        return
    what = said(
        "Alert {number} was issued; it is '{state}'.",
        number=alert.id,
        state=STATE_WORDS[alert.state],
    )
    problem = AlreadyIssued(what, _how_to_correct(alert))
    problem.details_for_programs = (what,)
    raise problem


def _how_to_correct(alert: Alert) -> Said:
    """What to type in its place: an update, unless it was corrected already or corrects another."""
    if alert.corrected_by_id is not None:
        return said(
            "Alert {later} corrected it: `tocsin alerts show {later}`.", later=alert.corrected_by_id
        )
    if alert.msg_type is MsgType.CANCEL:
        return said("If that was a mistake: `tocsin alerts cancel {later}`.", later=alert.id)
    return said(
        "To tell people otherwise: `tocsin alerts update {number} --set until=...`.",
        number=alert.id,
    )
