"""sending: what is due leaves. A worker has a lane for each queue and medium, and a sweep.

worker     one process's share in the delivering, as jobs for an engine; context: what its lanes share
loop       claim a batch, send it, note how each message ended; batches, pace, messages, threads
senders    one channel as one lane uses it; breakers: is it left alone? outages, outage_watch: staff are told
recorder   how messages ended, stored in groups; refusal_notices: staff are told of suspected runs
sweeping   what time does; timekeeping, far_moments: whether the time can be right
"""
