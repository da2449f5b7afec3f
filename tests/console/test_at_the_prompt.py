"""At the prompt: a bar that stays whole, a question in one pair of quotes, and a banner that says
who gets an exercise."""

from contextlib import redirect_stderr
from io import StringIO

import pytest

from channels import Medium, Trial
from channels.registry import Trials
from console.terminal.output import say
from console.terminal.progress import ProgressBar
from console.terminal.trials import banner
from delivery.status import Tally

LIVE = Trials({Medium.SMS: ("twilio",), Medium.EMAIL: ("smtp",)})
OUTBOX = {"outbox_sms": Trial.FILE, "outbox_email": Trial.FILE}
HALF = Trials({Medium.SMS: ("outbox_sms",), Medium.EMAIL: ("smtp",)}, OUTBOX)
TRIED = Trials({Medium.SMS: ("outbox_sms",), Medium.EMAIL: ("outbox_email",)}, OUTBOX)


@pytest.mark.parametrize(
    ("status", "media", "trials", "shown"),
    [
        ("actual", ["sms", "email"], LIVE, "LIVE ALERT"),
        ("exercise", ["sms", "email"], LIVE, "EXERCISE: real phones and mailboxes get it"),
        ("exercise", ["sms"], LIVE, "EXERCISE: real phones get it"),
        ("test", ["email"], LIVE, "TEST: real mailboxes get it"),
        (
            "exercise",
            ["sms", "email"],
            HALF,
            "EXERCISE: real mailboxes get it  (TRIAL, reaches nobody: SMS)",
        ),
        ("exercise", ["sms", "email"], TRIED, "EXERCISE  TRIAL: nothing leaves this machine"),
    ],
)
def test_the_banner_says_who_gets_it(
    status: str, media: list[str], trials: Trials, shown: str
) -> None:
    assert banner(status, media, trials) == shown


class Screen(StringIO):
    """What a terminal is sent."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_words_said_while_the_bar_moves_stand_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()

    with redirect_stderr(screen), ProgressBar({}) as bar:
        bar.show(Tally(()), ())
        say("Stopping")

    # The line of the bar is wiped before the words take its place.
    assert "\x1b[2KStopping" in screen.getvalue()
