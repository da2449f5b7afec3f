"""Outbox: the embedded default. Each message becomes a file a person can open, and a line of an
index; nothing leaves."""

import contextlib
import errno
import json
import os
import re
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from channels.contract import ChannelSettings, Medium, Message, Outcome, Receipt, Trial
from channels.failures import Unavailable
from channels.headers import Sender, SenderText, UnsafeHeader
from channels.mail import MailForm
from runtime import said

INDEX = "index.jsonl"
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.-]")


class OutboxSettings(ChannelSettings):
    """Where the files go: a folder, relative to the home folder unless absolute."""

    folder: Path = Field(Path("outbox"), description="made when the first message is written")

    @property
    def provider(self) -> str:
        """What staff call it."""
        return said("the folder {folder}", folder=self.folder)

    @property
    def trial(self) -> Trial:
        """Whatever it is told, it writes files."""
        return Trial.FILE


class MailOutboxSettings(OutboxSettings):
    """As the outbox, and who the mails are from."""

    sender: SenderText = Field(
        "tocsin@localhost",
        description="Name <address>, or an address alone: then the municipality's name",
    )


class SmsOutbox:
    """Writes each SMS to a .txt file."""

    medium: ClassVar[Medium] = Medium.SMS
    Settings: ClassVar[type[ChannelSettings]] = OutboxSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, OutboxSettings)
        self._tray = _Tray(settings.home / settings.folder)

    async def send(self, message: Message) -> Receipt:
        """Write the message; raises Unavailable when the folder cannot be written to."""
        return self._tray.put(message, datetime.now(UTC), self.write(message), ".txt")

    def write(self, message: Message) -> bytes:
        """The SMS as it would stand in its file."""
        at = datetime.now(UTC)
        text = f"To: {message.to}\nAt: {at:%Y-%m-%d %H:%M:%S} UTC\n\n{message.wording.text}\n"
        return text.encode("utf-8")

    async def close(self) -> None:
        """Close the index."""
        self._tray.close()


class MailOutbox:
    """Writes each mail to an .eml file, which a mail program opens."""

    medium: ClassVar[Medium] = Medium.EMAIL
    Settings: ClassVar[type[ChannelSettings]] = MailOutboxSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, MailOutboxSettings)
        self._tray = _Tray(settings.home / settings.folder)
        sender = Sender.of(settings.sender)
        self._form = lru_cache(maxsize=16)(
            partial(MailForm.of, sender=sender, names=settings.municipality)
        )

    async def send(self, message: Message) -> Receipt:
        """Write the mail; raises Unavailable when the folder cannot be written to."""
        at = datetime.now(UTC)
        try:
            mail = self.write(message)
        except UnsafeHeader as unsafe:
            return Receipt(unsafe.outcome, code=unsafe.code)
        return self._tray.put(message, at, mail, ".eml")

    def write(self, message: Message) -> bytes:
        """The mail as it would stand in its file."""
        return self._form(message.wording).fill(message, datetime.now(UTC))

    async def close(self) -> None:
        """Close the index."""
        self._tray.close()


class _Tray:
    """A folder in which a file is whole or is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: int | None = None

    def put(self, message: Message, at: datetime, content: bytes, suffix: str) -> Receipt:
        name = f"{at:%Y%m%dT%H%M%S%f}-{_NOT_IN_A_NAME.sub('-', message.token)}{suffix}"
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "medium": message.wording.medium,
            "to": message.to,
            "subject": message.wording.subject,
            "file": name,
        }
        try:
            self._write(name, content, json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")
        except OSError as error:
            raise Unavailable(errno.errorcode.get(error.errno or 0, "OSError")) from None
        return Receipt(Outcome.ACCEPTED, provider_id=name)

    def _write(self, name: str, content: bytes, line: bytes) -> None:
        if self._index is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._index = os.open(
                self._folder / INDEX, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
            )
        unfinished = self._folder / f".{name}.part"
        try:
            with unfinished.open("xb") as file:
                file.write(content)
            os.write(self._index, line)
            unfinished.rename(self._folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise

    def close(self) -> None:
        if self._index is not None:
            os.close(self._index)
            self._index = None
