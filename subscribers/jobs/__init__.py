"""jobs: imports that were handed in over the API and are carried out by whichever process stays.

tables     what was handed in, how far it is, what became of it; content: the file, sealed, until the job has ended
intake     `accept_import`; views: `show_job`, `list_jobs`; ending: `cancel_job`
course     one job: from the row that is committed, each thousand rows with its progress in one transaction
process    a process of its own for the work, so that sending keeps its processor: `importing`; `python -m subscribers.jobs`
"""
