"""The sending context: what the lanes of one worker share."""

import asyncio
from dataclasses import dataclass

from delivery.leases import Lease
from delivery.send_log import SendLog
from delivery.sending.messages import MessageBuilder
from delivery.sending.recorder import Recorder
from delivery.stopping import Stops
from runtime import Database


@dataclass(frozen=True, slots=True)
class SendingContext:
    """What the lanes of one worker share, each a lane sender."""

    database: Database
    builder: MessageBuilder
    send_log: SendLog
    recorder: Recorder
    stop: asyncio.Event
    stops: Stops
    lease: Lease
