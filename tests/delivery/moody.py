"""A channel with moods: it fails for everybody as long as it is told to."""

from channels import ChannelFailure, ChannelSettings, Medium, Message, Receipt
from channels.testing import Memory


class Moody(Memory):
    """A Memory that raises `mood`, while there is one, for every message from the `moody_from`-th
    on; `name` is its section's."""

    def __init__(self, name: str = "memory", medium: Medium = Medium.SMS) -> None:
        super().__init__(ChannelSettings(name=name))
        self.medium = medium  # type: ignore[misc]
        self.mood: ChannelFailure | None = None
        self.moody_from = 1
        self.moody_at: frozenset[int] = frozenset()

    async def _answer(self, message: Message, number: int) -> Receipt:
        if self.mood is not None and (number >= self.moody_from or number in self.moody_at):
            raise self.mood
        return await super()._answer(message, number)
