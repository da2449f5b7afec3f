"""A signal ends an import between two thousands of rows, with words for what stays and what to
do."""

import os
import signal

import pytest

from console.residents.import_result import ENDINGS, ImportStopped, RehearsalStopped, interruptible


@pytest.mark.parametrize("number", ENDINGS)
@pytest.mark.parametrize(("dry_run", "problem"), [(False, ImportStopped), (True, RehearsalStopped)])
def test_a_signal_says_how_far_an_import_came(
    number: signal.Signals, dry_run: bool, problem: type[Exception]
) -> None:
    before = signal.getsignal(number)

    with (
        pytest.raises(problem, match=r"Stopped after line 2,001\."),
        interruptible(dry_run=dry_run) as reached,
    ):
        reached(1001)
        os.kill(os.getpid(), number)
        reached(2001)

    assert signal.getsignal(number) == before
