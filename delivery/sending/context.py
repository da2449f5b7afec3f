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
    """What the runways of one worker share."""

    database: Database
    stationery: MessageBuilder
    flight_log: SendLog
    recorder: Recorder
    stop: asyncio.Event
    stops: Stops
    lease: Lease
