"""The number that is confirmed is the number that was shown: all who get a correction, now or
later."""

import pytest

from alerts.audience import RecipientCount, check_confirmed_count
from alerts.audience.counts import AudienceMoved


@pytest.mark.parametrize(
    ("actual", "confirmed"),
    [
        (RecipientCount(19, 5), RecipientCount(24)),
        (RecipientCount(24), RecipientCount(19, 5)),
        (RecipientCount(19), RecipientCount(19, 5)),
        (RecipientCount(1005), RecipientCount(1000)),
    ],
)
def test_a_correction_goes_to_as_many_as_were_shown(
    actual: RecipientCount, confirmed: RecipientCount
) -> None:
    check_confirmed_count(actual, confirmed)


@pytest.mark.parametrize(
    ("actual", "confirmed"),
    [
        (RecipientCount(19, 5), RecipientCount(19)),
        (RecipientCount(54, 11), RecipientCount(66)),
        (RecipientCount(25), RecipientCount(19, 5)),
        (RecipientCount(18), RecipientCount(19, 5)),
    ],
)
def test_another_number_than_was_shown_is_refused(
    actual: RecipientCount, confirmed: RecipientCount
) -> None:
    with pytest.raises(AudienceMoved):
        check_confirmed_count(actual, confirmed)
