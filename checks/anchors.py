"""Anchors: once a day the journal is proved, and its head mailed to staff: kept elsewhere, it shows
later what was changed or cut off here."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from sqlmodel import Session

from alerts.staff_notices import format_notice
from checks.link_tests import last_at
from checks.trials import claim_trial, note_trial, was_tried
from delivery import Lane, NoticeText, tell_staff
from delivery.quarantine import quarantined_since
from engine import Jobs
from runtime import Home, joined, moment
from runtime.config import StaffNotice
from runtime.languages import load_translator
from staff.journal import BrokenJournal, Verified, prove_journal, read_entries

ANCHOR = "journal anchor"
LOOK_SECONDS = 60.0
COMMAND = "tocsin journal verify"


def anchor_job(home: Home) -> Jobs:
    """The job, where an hour is set and a mailbox of staff is named."""
    wanted = home.config.journal.anchor_at and home.config.staff_notice.emails
    return {"anchor": AnchorMails(home).go_on} if wanted else {}


@dataclass(slots=True)
class AnchorMails:
    """What one process does for it; of several, one mails."""

    home: Home
    due_at: float = 0.0

    async def go_on(self) -> None:
        """Prove and mail, if it is time."""
        if monotonic() < self.due_at:
            return
        self.due_at = monotonic() + LOOK_SECONDS
        if await self.home.database.read(self._is_due):
            await asyncio.to_thread(self._prove_and_tell)

    def _is_due(self, session: Session) -> bool:
        """Whether the hour has passed since the last mail, in a home that is older than that."""
        if quarantined_since(session) is not None:
            return False
        now = moment(session)
        slot = self._slot(now)
        done = was_tried(session, ANCHOR, before=slot, now=now)
        return not done and _begun_before(session, slot)

    def _slot(self, now: datetime) -> datetime:
        config = self.home.config
        return last_at(config.journal.anchor_at, config.municipality.local(now))

    def _prove_and_tell(self) -> None:
        told, lane = self.home.config.staff_notice, Lane.EMERGENCY
        try:
            with self.home.database.reading() as session:
                proved = prove_journal(session, self.home.keys)
            notes, told, lane = anchor_notice(proved), _mailboxes(told), Lane.ROUTINE
        except BrokenJournal as broken:
            notes = broken_notice(broken)
        with self.home.database.writing() as session:
            now = moment(session)
            if claim_trial(session, ANCHOR, before=self._slot(now), now=now):
                tell_staff(session, self.home.keys, told, notes, now=now, lane=lane)
                note_trial(session, ANCHOR, "")


def _begun_before(session: Session, slot: datetime) -> bool:
    """Whether the journal was begun by then; one that cannot be read is proved in any case."""
    try:
        return any(each.at < slot for each in read_entries(session, after=0, limit=1))
    except BrokenJournal:
        return True


def anchor_notice(proved: Verified) -> Mapping[str, NoticeText]:
    """The head of the journal, for somebody to keep."""
    command = f"{COMMAND} --anchor {proved.head}"
    return {
        "el": NoticeText(
            f"Ημερολόγιο ενεργειών: η άγκυρα της εγγραφής {proved.entries}",
            f"Το ημερολόγιο ενεργειών ελέγχθηκε: καμία από τις εγγραφές του δεν άλλαξε. Κρατήστε αυτό το e-mail: με την εντολή φαίνεται αργότερα αν κάτι άλλαξε ή αν κόπηκε το τέλος του.\n\n{command}\n",
        ),
        "en": NoticeText(
            f"Journal: the anchor of entry {proved.entries}",
            f"The journal was checked: none of its entries was changed. Keep this e-mail: with the command it shows later whether something was changed or the end cut off.\n\n{command}\n",
        ),
    }


def broken_notice(broken: BrokenJournal) -> Mapping[str, NoticeText]:
    """The journal does not prove what it says."""
    what = joined(" ", broken.details)
    in_greek = load_translator("el").of(what)
    greek, english = "Το ημερολόγιο ενεργειών παραποιήθηκε", "The journal was tampered with"
    return {
        "el": format_notice(
            greek,
            f"{greek}. {in_greek} Μην αλλάξετε τίποτα στη βάση δεδομένων και βρείτε ποιος μπορούσε να γράψει σε αυτήν.\n\n{COMMAND}\n",
            f"TOCSIN: {greek}. {COMMAND}",
        ),
        "en": format_notice(
            english,
            f"{english}. {what} Keep the database as it is, and find out who could write to it.\n\n{COMMAND}\n",
            f"TOCSIN: {english}. {COMMAND}",
        ),
    }


def _mailboxes(told: StaffNotice) -> StaffNotice:
    """Staff by mail alone: nobody's phone rings for it."""
    return told.model_copy(update={"phones": ()})
