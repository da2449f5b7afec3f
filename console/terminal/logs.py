"""No logs on the screen of whoever types a command, unless they ask for them; a process that stays
writes them to stderr."""

import os


def logs_are_wanted(verbose: bool) -> bool:
    """Whether whoever typed asked for logs, by --verbose or by TOCSIN_LOG_LEVEL."""
    return verbose or "TOCSIN_LOG_LEVEL" in os.environ


def keep_quiet(verbose: bool) -> None:
    """Let no log reach the screen, unless they are wanted."""
    from runtime.logs import silence_logs

    if not logs_are_wanted(verbose):
        silence_logs()


def write_logs(level: str, verbose: bool) -> None:
    """Write logs to stderr, through the redactor, from the configured level on; --verbose shows
    what happens as well."""
    from runtime.logs import set_up_logs

    set_up_logs("info" if verbose and level in {"warning", "error"} else level)
