"""The replies of a relay, read from the bytes as they come."""

import re
from typing import Any

from aiosmtplib import SMTPException, SMTPResponse, SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

_CLOSING = 421
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_BLANK_LINE = re.compile(rb"^\r?\n", re.MULTILINE)


class RelayProtocol(SMTPProtocol):
    """Reads replies, also of several commands at once (RFC 2920); some relays write a blank line
    before one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = 1  # answers to what was written last
        self._earlier: list[SMTPResponse] = []

    async def execute_group(self, *commands: bytes, timeout: float) -> list[SMTPResponse]:
        """Write commands in one go and read their answers; 421 is the last, and so is a refusal
        after which the connection is lost. Raises as aiosmtplib does."""
        if any(_CONTROL.search(command) for command in commands):
            raise ValueError("a command holds a control character")
        if self._command_lock is None:
            raise SMTPServerDisconnected("Server not connected")
        async with self._command_lock:
            self._expected, self._earlier = len(commands), []
            self._response_pending = True
            try:
                self.write(b"\r\n".join(commands) + b"\r\n")
                last = await self.read_response(timeout=timeout)
            except (SMTPException, OSError):
                if all(answer.code < 400 for answer in self._earlier):
                    raise
                return self._earlier
            finally:
                self._expected = 1
        return [*self._earlier, last]

    def _read_response_from_buffer(self) -> SMTPResponse | None:
        if _BLANK_LINE.search(self._buffer):
            self._buffer = bytearray(_BLANK_LINE.sub(b"", self._buffer))
        answer = super()._read_response_from_buffer()
        while answer is not None and self._expected > 1 and answer.code != _CLOSING:
            self._earlier.append(answer)
            self._expected -= 1
            answer = super()._read_response_from_buffer()
        return answer
