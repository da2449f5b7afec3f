"""The terminal is tried on a whole installation, as the journeys are."""

from tests.journeys.conftest import _forge, _model, bare, installation

__all__ = ["_forge", "_model", "bare", "installation"]
