"""`python -m subscribers.jobs HOME PARENT`: carry out the imports that wait, until told to stop or
whoever started it is gone."""

import os
import signal
import sys
from pathlib import Path

from runtime import open_home
from runtime.logs import set_up_logs
from subscribers.jobs.carrying_out import carry_out_jobs
from subscribers.jobs.process import NICE


def main() -> None:
    """Open the home, give way to whoever sends, and work."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: told.append(received))
    os.nice(NICE)
    home, parent = open_home(Path(sys.argv[1]), os.environ), int(sys.argv[2])
    set_up_logs(home.config.log_level)
    carry_out_jobs(home, lambda: bool(told) or os.getppid() != parent)
    home.database.close()


if __name__ == "__main__":
    main()
