"""soak: an hour of everyday work and real faults, `make soak`; whether anything grows, and whether each alarm sounds.

town.py     the processes of an office at work: `serve`, `worker`, `scheduler`, a sandbox, and a Prometheus that asks them
work.py     what goes on: alerts by the API and by commands, a schedule, imports, backups, residents who read
faults.py   what is brought about for real, when, and the alarms that must follow
samples.py  memory, descriptors, threads and SQLite's log of changes, every 10 s, and whether they stay as they were
counts.py   the counters of /metrics beside the ledger that the sandbox keeps
page.py     docs/soak.md and its plot
"""
