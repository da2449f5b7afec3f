"""Whoever asks for the link again is told how long they wait, registered or not."""

from datetime import UTC, datetime, timedelta

import pytest

from delivery.contacts import Address
from subscribers.readings import read_email
from tests.web_public.conftest import MAILBOX, Pages
from web.public.link_requests import LinkRequests

STRANGER = "nobody@town.example.gr"
ANA = read_email(MAILBOX)


@pytest.mark.parametrize("mailbox", [MAILBOX, STRANGER])
def test_a_request_says_the_seconds_until_another(pages: Pages, mailbox: str) -> None:
    pages.registered()
    pages.clock.ahead += timedelta(minutes=5)

    answer = pages.post("/link?lang=en", {"email": mailbox, "altcha": pages.proof()})

    assert answer.status_code == 200
    assert "You can ask for a new message in 60 sec." in answer.text


@pytest.mark.parametrize(
    ("who", "network", "seconds", "left"),
    [
        (ANA, "192.0.2.1", 0, 60),
        (ANA, "192.0.2.1", 31, 29),
        (ANA, "192.0.2.1", 61, 120),
        (ANA, "192.0.2.9", 31, 60),
        (read_email(STRANGER), "192.0.2.1", 31, 60),
        (ANA, "192.0.2.1", 25 * 3600, 60),
    ],
)
def test_the_wait_is_that_of_contact_and_network(
    quick_pages: Pages, who: Address, network: str, seconds: int, left: int
) -> None:
    moments = [datetime(2031, 1, 12, tzinfo=UTC)]
    requests = LinkRequests(quick_pages.home.config.registration, lambda: moments[-1])

    requests.ask([ANA], "192.0.2.1")
    moments.append(moments[0] + timedelta(seconds=seconds))

    assert requests.ask([who], network) == left
