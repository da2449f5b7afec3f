"""What a test run prints while it goes on: each failure as it comes, in a line of its own."""

import pytest


class FailuresAtOnce:
    """Names each test that failed, and the first line of why, without waiting for the last test."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._reporter.ensure_newline()
            self._reporter.write_line(f"{report.when} of {report.nodeid}: {_why(report)}", red=True)


def tell_failures_at_once(config: pytest.Config) -> None:
    """Do so in the process that prints; the workers of xdist print nothing."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(reporter, pytest.TerminalReporter) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(FailuresAtOnce(reporter))


def _why(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    lines = (crash.message if crash else str(report.longrepr)).splitlines() or [""]
    return lines[0] if crash else lines[-1]
