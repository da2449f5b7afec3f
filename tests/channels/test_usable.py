"""Which channels of the routes can be used, for those who only look: what is wrong is told once, by whichever route it shows."""

from pathlib import Path

from channels import usable_routes


def test_a_channel_on_a_route_that_it_does_not_serve_is_told_beside_one_that_it_does(tmp_path: Path) -> None:
    routes = {"sms": ["outbox_email"], "email": ["outbox_email"]}

    kept, wrong = usable_routes(routes, {}, tmp_path)

    assert kept == {"sms": (), "email": ("outbox_email",)}
    assert len(wrong) == 1


def test_what_is_wrong_by_both_routes_is_told_once(tmp_path: Path) -> None:
    kept, wrong = usable_routes({"sms": ["nobody"], "email": ["nobody"]}, {}, tmp_path)

    assert kept == {"sms": (), "email": ()}
    assert len(wrong) == len(set(wrong))
    assert wrong
