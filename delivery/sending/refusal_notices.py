"""Suspicions: staff are told once of a run whose refusals are hardly the people's fault."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlmodel import Session

from delivery.notices import NoticeText, parts_of, tell_staff
from delivery.states import Lane
from delivery.suspected_runs import SuspectedRun, list_suspected_runs
from delivery.tables import RUNS
from runtime import Keys, moment
from runtime.config import StaffNotice


def tell_of_suspects(session: Session, keys: Keys, told: StaffNotice) -> None:
    """Tell staff of each suspected run, unless another process has; by another lane than the one
    that is stopped."""
    untold = select(RUNS.c.dispatch_id).where(
        RUNS.c.suspected_at.is_not(None), RUNS.c.told_at.is_(None)
    )
    session.execute(untold.with_for_update())
    now = moment(session)
    for each in list_suspected_runs(session):
        if each.told_at is not None:
            continue
        lane = Lane.ROUTINE if each.lane is Lane.EMERGENCY else Lane.EMERGENCY
        tell_staff(session, keys, told, _notes(each), now=now, lane=lane)
        mine = (RUNS.c.dispatch_id == each.dispatch_id, RUNS.c.channel == each.channel)
        session.execute(update(RUNS).where(*mine).values(told_at=now))


def _notes(run: SuspectedRun) -> Mapping[str, NoticeText]:
    name, code, counts = run.channel, run.code, f"{run.refused:,}/{run.size:,}"
    again = f"tocsin resume {name}"
    return {
        "el": _note(
            f"Το κανάλι {name} σταμάτησε: απορρίπτει πάρα πολλούς ({code})",
            f"Ο πάροχος του καναλιού {name} απέρριψε {run.refused:,} από {run.size:,} μηνύματα ({code}). Μάλλον φταίνε "
            "οι ρυθμίσεις μας και όχι οι άνθρωποι. Η αποστολή σταμάτησε, κανείς δεν αποκλείστηκε και όλοι περιμένουν. "
            f"Διορθώστε τις ρυθμίσεις (tocsin doctor) και μετά:\n\n{again}\n\n"
            f"Αν οι απορρίψεις είναι σωστές, επειδή η λίστα είναι παλιά:\n\n{again} --accept-refusals\n",
            f"TOCSIN: TO {name} AΠEPPIΨE {counts} ({code}). ΣTAMATHΣE, OΛOI ΠEPIMENOYN: {again}",
        ),
        "en": _note(
            f"The channel {name} is stopped: it refuses too many ({code})",
            f"The provider of channel {name} refused {run.refused:,} of {run.size:,} messages ({code}). Our own settings "
            "are probably wrong, not the people's addresses. Sending is stopped, nobody is blocked and everybody waits. "
            f"Mend the settings (tocsin doctor), then:\n\n{again}\n\n"
            f"If the refusals are right, because the list is old:\n\n{again} --accept-refusals\n",
            f"TOCSIN: {name} refused {counts} ({code}). It is stopped, everybody waits: {again}",
        ),
    }


def _note(subject: str, text: str, sms: str) -> NoticeText:
    return NoticeText(subject, text, sms, parts_of(sms))
