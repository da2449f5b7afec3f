"""What is wrong with an alert as it was typed is told at once."""

import pytest

from alerts.composing import AlertRequest
from alerts.composing.composition import compose_draft
from runtime import UsageProblem
from tests.alerts.conftest import Town


@pytest.mark.parametrize("given", [{"from": "20:00"}, {"from": "20:00", "untill": "23:00"}])
def test_an_unknown_area_is_told_with_faulty_values(town: Town, given: dict[str, str]) -> None:
    request = AlertRequest("snow", given, ("nowhere",))

    with town.database.reading() as session, pytest.raises(UsageProblem) as told:
        compose_draft(session, request, town.office, now=town.now)

    assert "until" in str(told.value)
    assert "There is no area 'nowhere'." in str(told.value)
