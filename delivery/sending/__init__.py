"""sending: what is due leaves. A worker has a lane for each queue and medium, and a sweep.

worker     one process's share in the delivering, as jobs for an engine; context: what its lanes share
loop       claim a batch, send it, note how each message ended; batches, pace, messages, threads
senders    one channel as one lane uses it; breakers: is it left alone? outages, outage_watch: staff are told
recorder   how messages ended, stored in groups; refusal_notices: staff are told of suspected runs
sweeping   what time does; unattended: what waits while no worker is at work; timekeeping, far_moments: whether the time can be right
"""

from delivery.sending.outages import list_outages, media_down_since
from delivery.sending.sweeping import settle_dispatches
from delivery.sending.unattended import list_unattended
from delivery.sending.worker import DeliveryWorker, at_work
from delivery.suspected_runs import (
    ChannelLane,
    SuspectedRun,
    accept_refusals,
    list_suspected_runs,
    resume_run,
    stopped_channels,
    stopped_lanes,
)
from delivery.workers import nobody_at_work, workers_without

__all__ = [
    "ChannelLane",
    "DeliveryWorker",
    "SuspectedRun",
    "accept_refusals",
    "at_work",
    "list_outages",
    "list_suspected_runs",
    "list_unattended",
    "media_down_since",
    "nobody_at_work",
    "resume_run",
    "settle_dispatches",
    "stopped_channels",
    "stopped_lanes",
    "workers_without",
]
