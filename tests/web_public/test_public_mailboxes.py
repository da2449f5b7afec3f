"""An address that cannot be read is answered with what is wrong with it."""

import pytest

from tests.web_public.conftest import Pages
from web.public.mailbox_faults import (
    BLANK,
    COMMA,
    NO_AT,
    NO_ENDING,
    NOT_LATIN,
    NOTHING_AFTER,
    NOTHING_BEFORE,
    OTHERWISE,
    SEVERAL_AT,
    SIGN_AT_END,
    STRAY_DOT,
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("foo.city.gr", NO_AT),
        ("foo@", NOTHING_AFTER),
        ("@city.gr", NOTHING_BEFORE),
        ("foo@bar", NO_ENDING),
        ("foo bar@city.gr", BLANK),
        ("foo@city .gr", BLANK),
        ("φοο@city.gr", NOT_LATIN),
        ("foo@bar@city.gr", SEVERAL_AT),
        ("foo@city.gr.", SIGN_AT_END),
        ("foo@city.gr,", SIGN_AT_END),
        ("foo@city,gr", COMMA),
        ("foo@city..gr", STRAY_DOT),
        ("foo.@city.gr", STRAY_DOT),
        ("foo@.gr", STRAY_DOT),
        ("foo(a)@city.gr", OTHERWISE),
    ],
)
def test_a_faulty_mailbox_is_answered_with_its_fault(
    quick_pages: Pages, typed: str, words: str
) -> None:
    fields = {"email": typed, "consent": "yes", "altcha": quick_pages.proof()}

    assert words in quick_pages.post("/subscribe?lang=en", fields).text
