"""The office: what stands in every warning, and where its operator and its staff are told, is a
phone, a page, a mailbox."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import phonenumbers

from checks.results import CheckResult, fail, ok, warn
from checks.situation import Situation
from runtime import Municipality, Problem, joined, said
from subscribers.readings import read_email, read_phone
from templates.logo import BadLogo, read_logo

# A line of the municipality may have four or five digits, as 15377 has.
SHORT_LINE = re.compile(r"\d{3,6}")
FIX = said("Correct it in tocsin.toml; tocsin config show --origin says where it is set.")


def check_office(at: Situation) -> Iterator[CheckResult]:
    """Whether the phone and the page that stand in every warning are a phone and a page, and
    whether residents can write."""
    office, faults = at.home.config.municipality, 0
    if not _is_phone(office.phone, office):
        faults += 1
        yield fail(
            said("'{phone}' is no phone, and stands in every warning", phone=office.phone), FIX
        )
    if office.web and not _is_page(office.web):
        faults += 1
        yield fail(
            said(
                "'{web}' is no web address (https://...), and stands in every warning",
                web=office.web,
            ),
            FIX,
        )
    if office.logo is not None:
        yield _logo(office.logo)
    yield from _ways_to_write(office)
    if not faults:
        yield ok(
            said(
                "the municipality's line: {phone}; its page: {web}",
                phone=office.phone,
                web=office.web or "-",
            )
        )


def check_operator(at: Situation) -> Iterator[CheckResult]:
    """Whether the operator and those who are told can be reached by what is written of them."""
    config, faults = at.home.config, 0
    phones = (
        ("[operator]", config.operator.phone),
        *(("[staff_notice]", each) for each in config.staff_notice.phones),
    )
    emails = (
        ("[operator]", config.operator.email),
        *(("[staff_notice]", each) for each in config.staff_notice.emails),
    )
    for section, phone in phones:
        if phone and not _is_mobile(phone, config.municipality):
            faults += 1
            yield warn(
                said("{section}: '{phone}' is no mobile phone", section=section, phone=phone), FIX
            )
    for section, email in emails:
        if email and not _is_mailbox(email):
            faults += 1
            yield warn(
                said("{section}: '{email}' is no e-mail address", section=section, email=email), FIX
            )
    if not faults:
        yield ok(said("the phones and mailboxes of the operator and of staff can be read"))


def _ways_to_write(office: Municipality) -> Iterator[CheckResult]:
    if office.email or office.form:
        return
    yield warn(
        said("nobody can write to the office: deaf people cannot phone"),
        said(
            "Write {line} under [municipality] in tocsin.toml, or {form}.",
            line='email = "help@example.gr"',
            form='form = "https://..."',
        ),
    )


def _logo(path: Path) -> CheckResult:
    try:
        logo = read_logo(path)
    except BadLogo as bad:
        return warn(joined(" ", (said("e-mails have no logo:"), *bad.details)), bad.why)
    return ok(
        said(
            "the logo of e-mails: {file}, shown {width} by {height}",
            file=path.name,
            width=logo.width,
            height=logo.height,
        )
    )


def _is_phone(text: str, office: Municipality) -> bool:
    if SHORT_LINE.fullmatch(text.strip()):
        return True
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, office.country))
    except phonenumbers.NumberParseException:
        return False


def _is_mobile(text: str, office: Municipality) -> bool:
    try:
        read_phone(text, office)
    except Problem:
        return False
    return True


def _is_mailbox(text: str) -> bool:
    try:
        read_email(text)
    except Problem:
        return False
    return True


def _is_page(text: str) -> bool:
    parts = urlsplit(text)
    return (
        parts.scheme in {"http", "https"}
        and "." in (parts.hostname or "")
        and not re.search(r"\s", text)
    )
