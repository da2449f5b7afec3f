"""One whole message of every kind is built on every channel, and read back."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from channels import Medium, Message, Wording
from checks import Level
from checks.built import fault_in
from checks.specimens import Specimen, all_specimens
from tests.checks.conftest import Town

SENDER = "Δήμος Δοκιμής <alerts@town.example.gr>"


class Garbling:
    """A channel that builds a mail in which one header or the text is not what was meant, or
    missing."""

    def __init__(self, **headers: str) -> None:
        self.headers = headers

    def write(self, message: Message) -> bytes:
        built = EmailMessage()
        meant = {
            "From": SENDER,
            "To": message.to,
            "Subject": message.wording.subject,
            "Auto-Submitted": "auto-generated",
            "Message-ID": "<1-example@town.example.gr>",
        }
        for name, value in (
            meant | {name.replace("_", "-"): value for name, value in self.headers.items()}
        ).items():
            if name != "text" and value:
                built[name] = value
        built.set_content(self.headers.get("text", message.wording.text))
        return built.as_bytes()


@pytest.mark.parametrize(
    ("garbled", "fault"),
    [
        ({}, ""),
        ({"From": "Somebody Else <alerts@town.example.gr>"}, "sender"),
        ({"From": f"{SENDER}, b@town.example.gr"}, "sender"),
        ({"From": ""}, "sender"),
        ({"To": "another@example.org"}, "address"),
        ({"Subject": "Χιόνι"}, "subject"),
        ({"text": "Χιόνι από τις 2"}, "text"),
        ({"Auto_Submitted": "no"}, "headers"),
        ({"List_Unsubscribe": "<https://elsewhere.example.org>"}, "unsubscribe"),
    ],
)
def test_a_fault_in_a_mail_is_named(town: Town, garbled: dict[str, str], fault: str) -> None:
    words = Wording(0, Medium.EMAIL, "el", "Χιόνι από τις 20:00.", "Χιόνι στο Πανόραμα")
    message = Message("1-example", "nobody@example.org", words, town.situation.now)

    assert fault_in(Garbling(**garbled).write(message), message, sender=SENDER) == fault


@pytest.mark.parametrize("hours", [0, 3.5, 9, 12, 23])
def test_every_kind_is_built_at_any_hour(town: Town, hours: float) -> None:
    town.ahead = timedelta(hours=hours)

    found = town.result_of("messages")

    assert {each.level for each in found} == {Level.OK}
    assert [each.what.partition(":")[0] for each in found] == ["sms", "email"]


@pytest.mark.parametrize("medium", list(Medium))
def test_every_kind_of_message_is_among_the_specimens(town: Town, medium: Medium) -> None:
    found = [each for each in all_specimens(town.situation, medium) if isinstance(each, Specimen)]

    kinds = {each.kind for each in found}
    assert {
        "snow",
        "update of snow",
        "false_alarm of snow",
        "all_clear of snow",
        "letter 'code'",
        "notice to staff",
    } <= kinds
    assert {each.wording.language for each in found} == {"el", "en"}
