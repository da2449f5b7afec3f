"""The terminal is tried on a whole installation, as the journeys are."""

import pytest

from console.terminal.language import ENGLISH, SPOKEN
from tests.journeys.conftest import _forge, _model, bare, installation

__all__ = ["_forge", "_model", "bare", "installation"]


@pytest.fixture(autouse=True)
def _begins_in_english() -> None:
    """A command that an earlier test ran in this process has left its language behind."""
    SPOKEN.set(ENGLISH)
