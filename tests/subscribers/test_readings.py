"""What people write, and the one form it is stored in."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import Medium
from delivery.contacts import Address
from runtime import Municipality
from subscribers.readings import (
    BadValue,
    read_email,
    read_given_at,
    read_language,
    read_name,
    read_phone,
)
from subscribers.readings.cells import tidied
from subscribers.readings.phones import CostlyPhone, ForeignPhone, NotAPhone, NotMobile
from subscribers.readings.texts import read_topics

GREECE = Municipality()
BOTH = Municipality(countries=("GR", "CY"))
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "6921234567",
        "+306921234567",
        "00306921234567",
        "306921234567",
        "692 123 4567",
        "+30 (692) 123-4567",
        "692.123.4567",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(written: str) -> None:
    assert read_phone(written, GREECE) == Address(Medium.SMS, "+306921234567")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("+302101234567", NotMobile),
        ("2310123456", NotMobile),
        ("+309011234567", CostlyPhone),
        ("+308001234567", NotMobile),
        ("+35799123456", ForeignPhone),
        ("+491511234567", ForeignPhone),
        ("+4915112345678", ForeignPhone),
        ("692123456", NotAPhone),
        ("69212345678", NotAPhone),
        ("6.92E+09", NotAPhone),
        ("112", NotAPhone),
        ("+88213300655", ForeignPhone),
        ("+74951234567", ForeignPhone),
        ("+9607712345", ForeignPhone),
        ("six nine two", NotAPhone),
        ("", NotAPhone),
        ("+" * 20, NotAPhone),
    ],
)
def test_a_phone_that_takes_no_sms_is_refused(written: str, problem: type[BadValue]) -> None:
    with pytest.raises(problem):
        read_phone(written, GREECE)


def test_a_municipality_can_accept_its_neighbours() -> None:
    assert read_phone("+35799123456", BOTH).value == "+35799123456"


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(text: str) -> None:
    for reader in (
        lambda: read_phone(text, GREECE),
        lambda: read_email(text),
        lambda: read_name(text),
    ):
        with suppress(BadValue):
            reader()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Maria@EXAMPLE.gr", "Maria@example.gr"),
        ("o'neill+a@example.com", "o'neill+a@example.com"),
        ("a@παράδειγμα.ελ", "a@xn--hxajbheg2az3al.xn--qxam"),
    ],
)
def test_an_email_address_is_stored_in_ascii(written: str, stored: str) -> None:
    assert read_email(written).value == stored


@pytest.mark.parametrize(
    "written",
    [
        "",
        "maria",
        "@example.gr",
        "maria@",
        "μαρία@example.gr",
        "a b@example.gr",
        "a@example.gr\nBcc: x@example.com",
        "a..b@example.gr",
        "=?utf-8?q?a?=@example.gr",
        f"{'a' * 65}@example.gr",
        f"a@{'b' * 64}.gr",
        "a@localhost",
        "a@[127.0.0.1]",
        "Maria <a@example.gr>",
        f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}.gr",
    ],
)
def test_a_text_that_is_no_email_address_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        read_email(written)


@pytest.mark.parametrize(
    "name", ["A\r\nBcc: x", "A\x0bB", "A\x85B", "A\u2028B", "=?utf-8?q?x?=", "A\u202eB", "A" * 121]
)
def test_a_name_that_could_break_a_header_is_refused(name: str) -> None:
    with pytest.raises(BadValue):
        read_name(name)


@pytest.mark.parametrize(("written", "read"), [("", "el"), ("EN", "en"), (" sq ", "sq")])
def test_a_language_is_a_code_of_two_letters(written: str, read: str) -> None:
    assert read_language(written) == read


@pytest.mark.parametrize("written", ["xx", "αλ", "zz", "e"])
def test_a_text_that_is_no_language_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        read_language(written)


def test_topics_may_stand_in_any_case() -> None:
    assert read_topics("Weather; events") == {"weather", "events"}


@pytest.mark.parametrize(
    "written", ["2026-03-31", "31/3/2026", "31.03.2026", "31-3-2026", "2026-03-31T00:00"]
)
def test_a_day_begins_by_the_clocks_of_the_municipality(written: str) -> None:
    assert read_given_at(written, GREECE, NOW) == datetime(2026, 3, 30, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "yesterday", "31/2/2026", "2027-01-01", "0001-01-01", "3/31/2026", "1/1/0001"]
)
def test_a_consent_without_a_believable_day_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        read_given_at(written, GREECE, NOW)


@given(st.text("aΩά'=+-@. ;59_\t\u00a0", max_size=12))
def test_a_character_that_nobody_sees_changes_no_cell(cell: str) -> None:
    assert tidied("\u200b" + cell) == tidied(cell)
