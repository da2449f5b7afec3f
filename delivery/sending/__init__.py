"""sending: what is due leaves. A worker has a lane for each queue and medium, and a sweep.

worker     one process's share in the delivering, as jobs for an engine; context: what its lanes share
loop       claim a batch, send it, note how each message ended; batches, pace, messages, threads
senders    one channel as one lane uses it; breakers: is it left alone? outages, outage_watch: staff are told
recorder   how messages ended, stored in groups; refusal_notices: staff are told of suspected runs
sweeping   what time does; timekeeping, far_moments: whether the time can be right
"""

from delivery.sending.outages import down_since, troubles_now
from delivery.sending.sweeping import settle
from delivery.sending.worker import DeliveryWorker, at_work
from delivery.suspected_runs import (
    Place,
    Suspect,
    accept_refusals,
    stopped_channels,
    stopped_lanes,
    suspects,
    try_again,
)
from delivery.workers import nobody_at_work

__all__ = [
    "DeliveryWorker",
    "Place",
    "Suspect",
    "accept_refusals",
    "at_work",
    "down_since",
    "nobody_at_work",
    "settle",
    "stopped_channels",
    "stopped_lanes",
    "suspects",
    "troubles_now",
    "try_again",
]
