"""Opening: a channel of a home, contained, whatever its adapter is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

import structlog

from channels.contract import ChannelSettings, Finding, Medium, Message, Receipt
from channels.failures import Misconfigured
from channels.registry.configured import open_channel
from channels.registry.contained import Contained
from channels.registry.installed import BrokenChannel, Sections, is_ours
from channels.registry.threads import AdapterThread
from runtime import Problem, joined, said

DOES_NOT_LOAD = "does_not_load"

log = structlog.get_logger(__name__)


class Unopened:
    """Stands for a channel whose program cannot be used: nothing leaves by it, and it says why."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings

    def __init__(self, settings: ChannelSettings, problem: Problem) -> None:
        self.settings = settings
        self._problem = problem

    async def send(self, message: Message) -> Receipt:  # noqa: ARG002
        """Refuse: the next in order carries it."""
        raise Misconfigured(DOES_NOT_LOAD)

    async def close(self) -> None:
        """Nothing is held open."""

    async def probe(self) -> Sequence[Finding]:
        """Why it cannot be used."""
        return [Finding(False, joined(" ", self._problem.details), said(self._problem.why))]


def open_contained(
    name: str,
    sections: Sections,
    home: Path,
    municipality: Mapping[str, str] = MappingProxyType({}),
) -> Contained:
    """A channel ready to use, on a thread of its own unless its adapter is ours; raises
    UnknownChannel or BadChannelSettings."""
    try:
        channel = open_channel(name, sections, home, municipality)
    except BrokenChannel as problem:
        log.error("channel cannot be used", channel=name, why=joined(" ", problem.details))
        return Contained(name, Unopened(ChannelSettings(name=name), problem))
    return Contained(name, channel, None if is_ours(name, sections) else AdapterThread(name))
