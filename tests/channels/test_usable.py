"""Which channels of the routes can be used, for those who only look: what is wrong is told once, by
whichever route it shows."""

from pathlib import Path

from channels.registry import faults_of_unrouted, usable_routes


def test_a_channel_on_the_wrong_route_is_told_and_omitted(
    tmp_path: Path,
) -> None:
    routes = {"sms": ["outbox_email"], "email": ["outbox_email"]}

    kept, wrong = usable_routes(routes, {}, tmp_path)

    assert kept == {"sms": (), "email": ("outbox_email",)}
    assert len(wrong) == 1


def test_a_fault_on_both_routes_is_told_once(tmp_path: Path) -> None:
    kept, wrong = usable_routes({"sms": ["nobody"], "email": ["nobody"]}, {}, tmp_path)

    assert kept == {"sms": (), "email": ()}
    assert len(wrong) == len(set(wrong))
    assert wrong


def test_a_section_that_no_route_names_is_looked_at(tmp_path: Path) -> None:
    sections: dict[str, dict[str, object]] = {
        "smtp": {"host": "mail.example.org"},
        "twilio": {"rat": 1},
        "outbox_sms": {},
    }

    told = faults_of_unrouted({"sms": ["outbox_sms"], "email": ["smtp"]}, sections, tmp_path)

    assert any("unknown setting 'rat'; did you mean 'rate'?" in each for each in told)
    assert all("channels.twilio" in each for each in told)
