"""A pager: everything a third party must write to carry messages for Tocsin."""

import json
from pathlib import Path
from typing import ClassVar

from channels import ChannelSettings, Medium, Message, Outcome, Receipt, Unavailable


class PagerSettings(ChannelSettings):
    """The file that the pager's transmitter reads."""

    spool: Path


class Pager:
    """Writes a line for each message."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = PagerSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, PagerSettings)
        self._spool = settings.spool
        self._count = 0

    async def send(self, message: Message) -> Receipt:
        """Append the message to the spool."""
        line = json.dumps({"to": message.to, "text": message.wording.text}, ensure_ascii=False)
        try:
            with self._spool.open("a", encoding="utf-8") as spool:
                spool.write(line + "\n")
        except OSError:
            raise Unavailable("spool") from None
        self._count += 1
        return Receipt(Outcome.ACCEPTED, provider_id=f"page-{self._count}")

    async def close(self) -> None:
        """Nothing is held open."""
