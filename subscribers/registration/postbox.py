"""The postbox: the letters of registration, each handed to delivery in the lane of codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlmodel import Session

from channels import Letters, Medium, Wording
from delivery import Lane, NoticeText, Parcel, Repeat, tell_staff
from delivery.contacts import Address, Purpose, post_letter, ticket_url
from runtime import Home
from subscribers.people import Profile
from subscribers.registration.codes import LASTS, new_code
from subscribers.registration.limits import DAY, Charge, Meter
from subscribers.registration.tables import CODES_SENT, Candidate, Enrolment, Sending
from templates.correspondence import write_letter

LINK_LASTS = timedelta(hours=24)
LONGEST_HOST = 32  # what an SMS with a code has room for
PATHS = {"stopping": "/all"}  # what a letter's link opens, beyond the page of its purpose
_PAUSED = {
    "el": NoticeText(
        "Οι κωδικοί με SMS σταμάτησαν προσωρινά",
        "Από τους τελευταίους κωδικούς που στάλθηκαν με SMS πολύ λίγοι χρησιμοποιήθηκαν: ίσως κάποιος καταχράται τη φόρμα"
        " εγγραφής. Νέοι κωδικοί με SMS στέλνονται μόνο σε όσους επιβεβαιώνουν πρώτα e-mail. Οι ειδοποιήσεις δεν επηρεάζονται.",
        "TOCSIN: OI KΩΔIKOI SMS THΣ EΓΓPAΦHΣ ΣTAMATHΣAN ΠPOΣΩPINA, IΣΩΣ ΛOΓΩ KATAXPHΣHΣ. OI EIΔOΠOIHΣEIΣ ΔEN EΠHPEAZONTAI.",
    ),
    "en": NoticeText(
        "Codes by SMS are paused",
        "Very few of the last codes sent by SMS were used: somebody may be abusing the registration form. New codes by SMS"
        " go only to those who confirm an e-mail address first. Alerts are not affected.",
        "TOCSIN: codes by SMS are paused, perhaps because of abuse of the form. Alerts are not affected.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads a letter: in which language, and whether an SMS is in normal letters."""

    language: str
    normal_letters: bool = False

    @classmethod
    def of(cls, who: Profile | Enrolment) -> "Reader":
        """As a resident chose, or whoever is on the way in."""
        return cls(who.language, who.normal_letters)

    @property
    def letters(self) -> Letters:
        """In which letters an SMS to them is written."""
        return Letters.UNICODE if self.normal_letters else Letters.USUAL


@dataclass(frozen=True, slots=True)
class Postbox:
    """Where the letters of one moment are posted."""

    session: Session
    home: Home
    now: datetime

    @property
    def meter(self) -> Meter:
        """The meter that every letter passes."""
        return Meter(self.session, self.home.config.registration, self.now)

    def send_code(
        self, candidate: Candidate, address: Address, language: str, charge: Charge
    ) -> None:
        """Send a contact its code, and by e-mail a link to a button as well. Whoever asks may be a
        stranger, who must not make an SMS dearer: it is in the usual letters."""
        sent_id = self.meter.take(charge)
        code = new_code(self.session, self.home.keys, candidate, sent_id=sent_id, now=self.now)
        host = urlsplit(self.home.config.public_base_url).hostname or ""
        slots = {
            "code": code,
            "host": host if len(host) <= LONGEST_HOST else "",
            "link": "",
            "not_me": "",
        }
        if address.medium is Medium.EMAIL:
            slots["link"] = self._url(Purpose.CONFIRM, candidate.id or 0)
            slots["not_me"] = self._url(Purpose.DISOWN, candidate.id or 0)
        lasts = LASTS if address.medium is Medium.SMS else LINK_LASTS
        self._post("code", slots, (candidate.contact_id, address.medium), Reader(language), lasts)

    def send_link(
        self, name: str, purpose: Purpose, contact: tuple[int, Medium], reader: Reader
    ) -> None:
        """Send a letter with one link, good for 24 hours."""
        slots = {"link": self._url(purpose, contact[0]) + PATHS.get(name, "")}
        self._post(name, slots, contact, reader, LINK_LASTS)

    def send_welcome(self, contact_id: int, reader: Reader) -> None:
        """Tell a phone how to change and leave."""
        base = self.home.config.public_base_url
        slots = {"link": f"{base}/link" if base else ""}
        self._post("welcome", slots, (contact_id, Medium.SMS), reader, LINK_LASTS)

    def tell_of_pause(self) -> None:
        """Tell staff, once a day, that codes by SMS have paused."""
        told = CODES_SENT.select().where(
            CODES_SENT.c.sending == Sending.NOTICE, CODES_SENT.c.at > self.now - DAY
        )
        if self.session.execute(told).first() is not None:
            return
        self.meter.take(Charge(Sending.NOTICE, Medium.SMS, b"", b"", b"", reserved=True))
        tell_staff(
            self.session, self.home.keys, self.home.config.staff_notice, _PAUSED, now=self.now
        )

    def _url(self, purpose: Purpose, number: int) -> str:
        base = self.home.config.public_base_url
        return (
            ticket_url(base, self.home.keys, purpose, number, self.now + LINK_LASTS) if base else ""
        )

    def _post(
        self,
        name: str,
        slots: Mapping[str, str],
        contact: tuple[int, Medium],
        reader: Reader,
        lasts: timedelta,
    ) -> None:
        contact_id, medium = contact
        config = self.home.config
        words = write_letter(
            name,
            slots,
            office=config.municipality,
            medium=medium,
            language=reader.language,
            chains=config.languages,
            letters=reader.letters,
        )
        wording = Wording(
            0,
            medium,
            words.language,
            words.text,
            words.subject,
            words.html,
            words.parts,
            letters=words.letters,
        )
        parcel = Parcel(Lane.CODES, Repeat.HOLD, self.now + lasts, (wording,))
        post_letter(self.session, parcel, contact_id, now=self.now)
