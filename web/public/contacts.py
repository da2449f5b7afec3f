"""Contacts: what a resident typed into the fields for a phone and an e-mail address, read, or said
what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from delivery.contacts import Address
from runtime import Municipality
from subscribers.readings import BadValue, UnwelcomePhone, read_email, read_phone
from web.public.forms import ParsedForm
from web.public.languages import mark

LONGEST = 320
NOT_A_PHONE = mark("Enter a Greek mobile number: 10 digits that start with 69.")
NOT_AN_EMAIL = mark("Enter an e-mail address such as name@example.gr, in Latin letters.")
NO_CONTACT = mark("Enter a mobile number or an e-mail address.")


@dataclass(frozen=True, slots=True)
class Contacts:
    """The addresses that may be told, and what is wrong by field, in English."""

    addresses: tuple[Address, ...]
    errors: Mapping[str, str]


def read_contacts(form: ParsedForm, municipality: Municipality) -> Contacts:
    """The contacts in a form. A number from abroad or of a paid service is neither told nor called
    wrong."""
    found: list[Address] = []
    errors: dict[str, str] = {}
    phone, email = form.one("phone")[:LONGEST], form.one("email")[:LONGEST]
    if phone:
        try:
            found.append(read_phone(phone, municipality))
        except UnwelcomePhone:
            pass
        except BadValue:
            errors["phone"] = NOT_A_PHONE
    if email:
        try:
            found.append(read_email(email))
        except BadValue:
            errors["email"] = NOT_AN_EMAIL
    if not phone and not email:
        errors["phone"] = NO_CONTACT
    return Contacts(tuple(found), errors)
