"""Who waits for a channel that is down, and who of them has it by another medium already; on both
databases."""

import pytest
from sqlalchemy import update

from alerts import Reach
from channels import Medium
from delivery import Lane, State
from delivery.tables import DELIVERIES
from subscribers.audience import count_awaiting
from subscribers.audience.told import Awaiting
from tests.alerts.conftest import Town

BOTH = (("6900000001", "ana@example.gr"), ("6900000002", "eva@example.gr"), ("6900000003", ""))


@pytest.mark.parametrize(
    ("told", "waiting"),
    [([], (0, 3)), ([State.ACCEPTED], (2, 1)), ([State.REFUSED], (0, 3))],
)
def test_a_person_told_by_mail_no_longer_awaits_an_sms(
    town: Town, told: list[State], waiting: tuple[int, int]
) -> None:
    for phone, email in BOTH:
        town.resident(phone, email)
    town.issues(town.request("snow", reach=Reach.ALL))
    with town.database.writing() as session:
        mails = update(DELIVERIES).where(DELIVERIES.c.medium == Medium.EMAIL)
        for state in told:
            session.execute(mails.values(state=state))

    with town.database.reading() as session:
        found = count_awaiting(session, Medium.SMS, list(Lane))

    assert (found.told, found.untold) == waiting


def test_another_alert_that_was_told_does_not_count(town: Town) -> None:
    town.resident("6900000001", "ana@example.gr")
    first, _ = (town.issues(town.request("snow", reach=Reach.ALL, key=key)).alert for key in "ab")
    with town.database.writing() as session:
        mine = (DELIVERIES.c.medium == Medium.EMAIL, DELIVERIES.c.dispatch_id == first.dispatch_id)
        session.execute(update(DELIVERIES).where(*mine).values(state=State.ACCEPTED))

    with town.database.reading() as session:
        assert count_awaiting(session, Medium.SMS, list(Lane)) == Awaiting(0, 1)
