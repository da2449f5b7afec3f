"""Codes in words: whatever an adapter's tables know is explained, and nothing is made up."""

import pytest

from channels import Outcome
from channels.enhanced import BASIC, PERMANENT
from channels.explanations import (
    CODES,
    ENHANCED_MAIL,
    OUTCOMES,
    concerns_database,
    explain_cause,
    explain_code,
)
from channels.headers import _FAULTS
from channels.smtp_answers import LOGIN_CODES
from runtime.database import DatabaseUnreachable


def test_every_mail_code_that_has_a_rule_is_explained() -> None:
    basic = {str(code) for code in BASIC} | {str(code) for code in LOGIN_CODES}

    assert (basic | set(_FAULTS)) - CODES.keys() == set()
    assert {f"5.{code}" for code in PERMANENT} - ENHANCED_MAIL.keys() == set()


def test_every_way_in_which_the_database_fails_has_words() -> None:
    kinds: set[type[DatabaseUnreachable]] = {
        DatabaseUnreachable,
        *DatabaseUnreachable.__subclasses__(),
    }

    assert {
        kind.__name__ for kind in kinds if explain_cause(kind.__name__) == kind.__name__
    } == set()
    assert all(concerns_database(kind.__name__) for kind in kinds)


def test_every_outcome_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("invalid_recipient 21614", "the number is no mobile (21614)"),
        ("invalid_recipient 5.1.1", "no such mailbox (5.1.1)"),
        ("unauthorised 20003", "the provider refuses our password (20003)"),
        ("opted_out 21610", "the person sent STOP (21610)"),
        ("transient 5.2.2", "the mailbox is full (5.2.2)"),
        ("content_rejected 5.7.26", f"{ENHANCED_MAIL['5.7']} (5.7.26)"),
        ("transient 4.9.9", f"{ENHANCED_MAIL['4']} (4.9.9)"),
        ("content_rejected 99999", "the text or the sender is refused (99999)"),
        ("unknown deadline", "no answer came in time: it may have arrived"),
        ("transient", "a fault that may pass"),
        ("left", "the person has left"),
        ("somebody's own", "somebody's own"),
        ("", ""),
    ],
)
def test_a_cause_reads_as_words_with_its_code(cause: str, words: str) -> None:
    assert explain_cause(cause) == words


def test_an_undescribed_code_has_no_words_of_its_own() -> None:
    assert explain_code("99999") == ""
