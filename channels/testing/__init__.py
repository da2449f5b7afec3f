"""testing: what every adapter is tested with, ours and other people's.

memory      Memory, a channel that remembers and answers as it is told
agreement   ChannelContract, a base class for pytest: subclass it, tell it how to make your channel and its peer
"""

import pytest

# The assertions of a shipped module explain themselves only if pytest is told before it is imported.
pytest.register_assert_rewrite("channels.testing.agreement")

from channels.testing.agreement import Bench, ChannelContract, Seen  # noqa: E402
from channels.testing.memory import Answer, Memory  # noqa: E402

__all__ = ["Answer", "Bench", "ChannelContract", "Memory", "Seen"]
