"""The login of one provider is revoked in the middle of an alert: over real sockets, with and
without a second sender."""

from tests.journeys.conftest import Installation, until
from tests.loopback import post

PEOPLE = 40
DUTY = """
[staff_notice]
emails = ["night@town.example.gr"]
language = "en"
"""


def residents(count: int) -> list[dict[str, str]]:
    return [
        {"name": f"Κάτοικος {n}", "language": "el", "phone": f"+3069000000{n:02d}"}
        for n in range(1, count + 1)
    ]


def faults(here: Installation, script: dict[str, object]) -> None:
    url = f"http://127.0.0.1:{here.http}/sandbox/faults"
    assert post(url, json=script).is_success


def rewrite(here: Installation, *changes: tuple[str, str]) -> None:
    path = here.home / "tocsin.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text + DUTY, "utf-8")


def test_the_second_sender_finishes_the_alert(installation: Installation) -> None:
    rewrite(installation, ('sms = ["twilio"]', 'sms = ["twilio", "outbox_sms"]'))
    installation.residents(*residents(PEOPLE))
    faults(installation, {"sms": [{"kind": "revoked", "after": 10}]})

    sent = installation.snow("--all", "--yes", "--expect", str(PEOPLE), "--json").json

    by_twilio = {each["to"] for each in installation.received() if each["medium"] == "sms"}
    assert sent["by_state"] == {"accepted": PEOPLE}
    assert len(by_twilio) == 10
    assert len(list((installation.home / "outbox").glob("*.txt"))) == PEOPLE - 10
    examined = installation.tocsin("doctor", "--json", code=None).rows
    of_the_second = {
        each["what"]: each["level"] for each in examined if "'outbox_sms'" in each["what"]
    }
    assert set(of_the_second.values()) == {"OK"}
    assert [each for each in of_the_second if "reads as it was meant" not in each]


def test_a_lone_sender_that_fails_waits_and_then_sends_all(
    installation: Installation,
) -> None:
    rewrite(installation, ("patience = 4", "patience = 3"))
    installation.residents(*residents(PEOPLE))
    faults(installation, {"sms": [{"kind": "revoked"}]})

    installation.snow("--all", "--yes", "--expect", str(PEOPLE), code=5)
    calls = [each for each in installation.received() if each["medium"] == "sms"]
    installation.starts("worker")
    until(lambda: any("night@" in each["to"] for each in installation.received()))
    stuck = installation.tocsin("status", "--json", code=3).json
    faults(installation, {})
    until(lambda: sum(each["medium"] == "sms" for each in installation.received()) == PEOPLE)

    told = [each for each in installation.received() if "night@" in each["to"]]
    assert calls == []
    assert stuck["stuck"][0].startswith("SMS: Twilio refuses our password (20003)")
    assert len(told) == 1
    assert (
        len({each["to"] for each in installation.received() if each["medium"] == "sms"}) == PEOPLE
    )
