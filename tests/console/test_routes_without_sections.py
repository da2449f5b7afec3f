"""A route to a channel without a section is refused where settings are shown and where they are
examined."""

from tests.journeys.conftest import Installation

TOLD = "[routes] sms names 'viber', which has no section."


def test_settings_are_shown_and_their_fault_is_named(bare: Installation) -> None:
    shown = bare.tocsin("config", "show", code=2, TOCSIN_ROUTES__SMS='["viber"]')

    assert "routes.sms" in shown.out
    assert TOLD in shown.err


def test_the_doctor_names_it_once(bare: Installation) -> None:
    examined = bare.tocsin("doctor", code=None, TOCSIN_ROUTES__SMS='["viber"]').out

    assert examined.count(TOLD) == 1
    assert "No channel adapter" not in examined
