"""Contacts: what a resident typed into the fields for a phone and an e-mail address, read, or said what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers

from delivery import Address
from runtime import Municipality
from subscribers import BadValue, read_email, read_phone
from web.public.forms import Form
from web.public.languages import mark

LONGEST = 320
NOT_A_PHONE = mark("Write a mobile number, for example 6912345678.")
NOT_AN_EMAIL = mark("Write an e-mail address like name@example.gr, in Latin letters.")
NO_CONTACT = mark("Give a mobile number or an e-mail address.")


@dataclass(frozen=True, slots=True)
class Contacts:
    """The addresses that may be told, and what is wrong by field, in English."""

    addresses: tuple[Address, ...]
    errors: Mapping[str, str]


def read_contacts(form: Form, municipality: Municipality) -> Contacts:
    """The contacts in a form. A number from abroad is neither told nor called wrong, so that nobody learns what we accept."""
    found: list[Address] = []
    errors: dict[str, str] = {}
    phone, email = form.one("phone")[:LONGEST], form.one("email")[:LONGEST]
    if phone and not is_abroad(phone, municipality):
        try:
            found.append(read_phone(phone, municipality))
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


def is_abroad(phone: str, municipality: Municipality) -> bool:
    """Whether a number names a country that is not one of ours."""
    bare = "".join(sign for sign in phone if sign.isdecimal() or sign == "+")
    digits = bare[2:] if bare.startswith("00") else bare[1:] if bare.startswith("+") else ""
    ours = (str(phonenumbers.country_code_for_region(region)) for region in municipality.countries)
    return bool(digits) and not any(digits.startswith(code) for code in ours)
