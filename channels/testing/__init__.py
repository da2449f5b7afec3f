"""testing: what every adapter is tested with, ours and other people's.

memory      Memory, a channel that remembers and answers as it is told
agreement   ChannelContract, a base class for pytest: subclass it, tell it how to make your channel and its peer
            (conduct: how it ends what it began; callbacks: what its provider tells; loop_watch: whether it blocks)
bench       Bench and Seen: the channel, its peer, and the messages it is given
"""

import pytest

# The assertions of a shipped module explain themselves only if pytest is told before it is imported.
for _module in ("agreement", "bench", "callbacks", "conduct"):
    pytest.register_assert_rewrite(f"channels.testing.{_module}")

from channels.testing.agreement import ChannelContract  # noqa: E402
from channels.testing.bench import Bench, Seen  # noqa: E402
from channels.testing.memory import Memory  # noqa: E402

__all__ = ["Bench", "ChannelContract", "Memory", "Seen"]
