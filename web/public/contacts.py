"""Contacts: what a resident typed into the fields for a phone and an e-mail address, read, or said
what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers

from channels import Medium
from delivery.contacts import Address
from runtime import Municipality, Problem
from subscribers.readings import (
    BadValue,
    CostlyPhone,
    ForeignPhone,
    NotMobile,
    read_email,
    read_phone,
)
from subscribers.registration import Signup
from web.public.forms import ParsedForm
from web.public.languages import mark
from web.public.mailbox_faults import name_fault
from web.public.misspellings import meant_mailbox

LONGEST = 320
NOT_A_PHONE = mark("Enter a Greek mobile number: 10 digits that start with 69.")
WHY_NO_PHONE: Mapping[type[Problem], str] = {
    ForeignPhone: mark(
        "This number is from another country. We send SMS only to Greek mobile numbers. Enter one, or give your e-mail address."
    ),
    NotMobile: mark(
        "This is a landline and cannot receive SMS. Enter a mobile number that starts with 69, or give your e-mail address."
    ),
    CostlyPhone: mark(
        "This is not a mobile number, so we cannot send SMS to it. Enter a mobile number that starts with 69, or give your e-mail address."
    ),
}
DOUBTFUL = mark("Check your e-mail address: is it spelt correctly?")
NO_CONTACT = mark("Enter a mobile number or an e-mail address.")


@dataclass(frozen=True, slots=True)
class Contacts:
    """The addresses that may be told, and what is wrong by field, in English."""

    addresses: tuple[Address, ...]
    errors: Mapping[str, str]


def read_contacts(form: ParsedForm, municipality: Municipality) -> Contacts:
    """The contacts in a form. What is wrong with a number is said of the number alone, before
    anybody is looked for: it tells nothing of who is registered."""
    found: list[Address] = []
    errors: dict[str, str] = {}
    phone, email = form.one("phone")[:LONGEST], form.one("email")[:LONGEST]
    if phone:
        try:
            found.append(read_phone(phone, municipality))
        except BadValue as bad:
            errors["phone"] = WHY_NO_PHONE.get(type(bad), NOT_A_PHONE)
    if email:
        try:
            found.append(read_email(_settled(form, email)))
            if _is_doubtful(form, email):
                errors["email_is"] = DOUBTFUL
        except BadValue:
            errors["email"] = name_fault(email)
    if not phone and not email:
        errors["phone"] = NO_CONTACT
    return Contacts(tuple(found), errors)


def _settled(form: ParsedForm, email: str) -> str:
    """The address that was meant, if somebody who was asked says so."""
    meant = meant_mailbox(email)
    return meant if meant and form.one("email_is") == meant else email


def _is_doubtful(form: ParsedForm, email: str) -> bool:
    """Whether somebody has still to be asked; a program is not."""
    meant = "" if form.as_json else meant_mailbox(email)
    return bool(meant) and form.one("email_is") not in {email, meant}


def write_address(address: Address) -> str:
    """A contact as people of its country write it."""
    if address.medium is not Medium.SMS:
        return address.value
    number = phonenumbers.parse(address.value)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def contacts_typed(signup: Signup) -> ParsedForm:
    """The contacts of a form that was sent, as fields to be filled in again."""
    field = {Medium.SMS: "phone", Medium.EMAIL: "email"}
    return ParsedForm({field[each.medium]: (write_address(each),) for each in signup.addresses})
