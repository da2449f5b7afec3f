"""receipts: what providers tell of messages afterwards.

effects    each event is kept once and may move its delivery; events: is it ours? ranks: does it count?
spool      lines in a file until a worker's collector stores them; polling: asking where nothing comes
bounces    mails that came back; complaints: mails that were called unwanted
"""

from delivery.receipts.bounces import refused_as_unwanted, take_bounces
from delivery.receipts.complaints import count_complaints, take_complaint
from delivery.receipts.events import ReceivedEvent
from delivery.receipts.polling import ASKED_WITHIN, awaits_receipts
from delivery.receipts.spool import ReceiptSpool

__all__ = [
    "ASKED_WITHIN",
    "ReceiptSpool",
    "ReceivedEvent",
    "awaits_receipts",
    "count_complaints",
    "refused_as_unwanted",
    "take_bounces",
    "take_complaint",
]
