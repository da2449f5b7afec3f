"""Logs: events with fields, one JSON object a line on stderr, through a redactor that lets no
address or body pass."""

import logging
import os
import re
import sys
from collections.abc import MutableMapping
from typing import TextIO

import structlog

from runtime.repeats import Repeats

__all__ = ["mask", "redact", "set_up_logs", "silence_logs"]


# After a plus, also as an address of the web writes it, whatever follows; else no part of a word, a
# date or a fraction.
_PHONE = re.compile(
    r"(?:\+|%2B)\d[\d ()-]{7,17}\d(?!\d)"
    r"|(?<![0-9A-Za-z])(?<!\d\.)(?!\d{4}-\d\d-\d\d(?!\d))\d[\d ()-]{7,19}\d(?![0-9A-Za-z])",
    re.ASCII | re.IGNORECASE,
)
_EMAIL = re.compile(r"([^\s@<>\"'(),:;=]{1,64})@([^\s@<>\"'(),:;]+\.[^\s@<>\"'(),:;.]+)")
SILENCE = logging.CRITICAL + 1
_BODIES = frozenset({"body", "text", "html", "subject", "name", "address", "to", "wording"})


def redact(text: str) -> str:
    """Mask every phone number and e-mail address in a text: `+3069••••678`, `a••@x.gr`."""
    return _PHONE.sub(_masked_phone, _EMAIL.sub(_masked_email, text))


def mask(address: str) -> str:
    """One address, masked for the eyes of staff: enough to recognise it, not enough to use it."""
    if "@" in address:
        return _EMAIL.sub(_masked_email, address)
    return f"{address[:5]}••••{address[-3:]}"


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Send the logs of Tocsin, and the warnings of its libraries, through the redactor; call once,
    at a door."""
    chain: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _with_process,
        redact_event,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler: logging.Handler = logging.StreamHandler(stream) if stream else _Stderr()
    handler.setFormatter(formatter)
    handler.addFilter(_is_ours_or_warns)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            Repeats(),
            *chain,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def silence_logs() -> None:
    """Let the logs of Tocsin and of its libraries go nowhere: what the person at the terminal must
    know is said in sentences."""
    root = logging.getLogger()
    root.handlers = [logging.NullHandler()]
    root.setLevel(SILENCE)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class _Stderr(logging.Handler):
    """Where stderr goes at that moment: above a bar while one moves, never into it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; what cannot be written stops nothing."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


def _is_ours_or_warns(record: logging.LogRecord) -> bool:
    """Whether it is an event of Tocsin, or one of a library that somebody should look at."""
    return isinstance(record.msg, dict) or record.levelno >= logging.WARNING


def _with_process(
    _logger: object, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    event["process"] = os.getpid()
    return event


def redact_event(
    _logger: object, _method: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """The structlog processor: bodies and addresses by field name are dropped, all other text is
    masked."""
    for field, value in event.items():
        if field in _BODIES:
            event[field] = "[withheld]"
        elif isinstance(value, str) and field not in {"timestamp", "level"}:
            event[field] = redact(value)
        elif not isinstance(value, (int, float, bool, type(None))) and not field.startswith("_"):
            event[field] = redact(str(value))
    return event


def _masked_phone(found: re.Match[str]) -> str:
    whole = found.group(0)
    digits = re.sub(r"\D", "", whole.removeprefix("%2B").removeprefix("%2b"))
    if len(digits) < 9:
        return whole
    return f"{whole[0] if whole[0] == '+' else ''}{digits[:4]}••••{digits[-3:]}"


def _masked_email(found: re.Match[str]) -> str:
    return f"{found.group(1)[0]}••@{found.group(2)}"
