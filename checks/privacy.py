"""Privacy: what the office owes residents on the privacy page (GDPR, article 13) and has not
written yet."""

from collections.abc import Iterator

from checks.results import CheckResult, ok, warn
from checks.situation import Situation
from runtime import said


def check_privacy(at: Situation) -> Iterator[CheckResult]:
    """Whether the privacy page names the Data Protection Officer, the processors, and for how long
    backups are kept."""
    told = at.home.config.privacy
    if not told.officer_email and not told.officer_phone:
        yield warn(
            said("the privacy page does not say how to reach the Data Protection Officer"),
            _write('officer_email = "dpo@example.gr"'),
        )
    if not told.processors:
        yield warn(
            said("the privacy page does not name who processes data for the municipality"),
            _write('processors = { el = ["Εταιρεία ΑΕ: SMS"], en = ["Company SA: SMS"] }'),
        )
    if not told.retention:
        yield warn(
            said("the privacy page does not say for how long backups are kept"),
            _write(
                'retention = { el = ["Αντίγραφα ασφαλείας: 30 ημέρες."], en = ["Backups: 30 days."] }'
            ),
        )
    if told.officer_email or told.officer_phone:
        yield ok(
            said(
                "the Data Protection Officer on the privacy page: {contact}",
                contact=told.officer_email or told.officer_phone,
            )
        )


def _write(line: str) -> str:
    return said("Write {line} under [privacy] in tocsin.toml.", line=line)
