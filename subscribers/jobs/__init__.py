"""jobs: imports. Those handed in over the API are carried out by whichever process stays, those begun at a terminal by that.

tables     what was handed in, how far it is, what became of it; content: the file, sealed, until the job has ended
intake     `accept_import`; views: `show_job`, `list_jobs`; ending: `cancel_job`
carrying_out  one job after the other, each from the row that is committed; records: each thousand rows with its progress in one transaction
attended   an import at a terminal, kept in the same way while somebody watches it
process    a process of its own for the work, so that sending keeps its processor: `importing`; `python -m subscribers.jobs`
"""
