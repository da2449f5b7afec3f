"""Welcoming: whoever has a phone alone gets no mail with a link, so one SMS says how to change and
leave."""

from channels import Medium
from delivery.contacts import Address
from subscribers.preferences.ownership import own_contacts
from subscribers.registration.limits import Charge, Verdict
from subscribers.registration.networks import Network
from subscribers.registration.postbox import Postbox, Reader
from subscribers.registration.signup import has_mail
from subscribers.registration.tables import Candidate, Enrolment, Sending


def welcome_by_sms(box: Postbox, enrolment: Enrolment, candidate: Candidate, to: Address) -> None:
    """Welcome a resident whose first contact is a phone, if they gave no e-mail address and the
    budget of SMS allows it."""
    session, keys = box.session, box.home.keys
    if to.medium is not Medium.SMS or has_mail(session, enrolment):
        return
    if len(list(own_contacts(session, keys, enrolment.resident_id or 0))) > 1:
        return
    # An account of its own: it takes nothing from the codes and links that they may ask for.
    account = f"welcome {candidate.contact_id}"
    charge = Charge(
        Sending.LINK,
        Medium.SMS,
        contact=keys.digest(account),
        network=keys.digest(f"network {Network(account, '').counted}"),
        prefix=b"",
        reserved=True,
    )
    if box.meter.verdict(charge) is Verdict.SEND:
        box.meter.take(charge)
        box.send_welcome(candidate.contact_id, Reader.of(enrolment))
