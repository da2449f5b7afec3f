"""What cannot leave this machine is called TRIAL, wherever it would be called LIVE."""

from collections.abc import Sequence

from alerts.plain_words import MEDIUM_WORDS
from channels import Medium
from channels.registry import Trials
from runtime import Said, joined, mark, said

ACTUAL, TRIAL = "actual", "trial"
SHOUTED = {
    "exercise": mark("EXERCISE"),
    "test": mark("TEST"),
    TRIAL: mark("TRIAL"),
    ACTUAL: mark("LIVE"),
}


def status_shown(status: str, media: Sequence[str], trials: Trials) -> str:
    """The status of an alert as staff are asked about it: `trial` in place of `actual` when nobody
    can get it."""
    return TRIAL if status == ACTUAL and trials.keep_all(media) else status


def banner(status: str, media: Sequence[str], trials: Trials) -> Said:
    """What stands above an alert's words: LIVE ALERT, EXERCISE and that real people get it, or that
    all or some of it is a trial."""
    kind = said("LIVE ALERT") if status == ACTUAL else said(SHOUTED.get(status, status.upper()))
    if trials.keep_all(media):
        alone = said("TRIAL: nothing leaves this machine")
        return alone if status == ACTUAL else said("{kind}  {trial}", kind=kind, trial=alone)
    tried = trials.among([Medium(medium) for medium in media])
    if status != ACTUAL:
        kind = said(
            "{kind}: {who}", kind=kind, who=_reaches([each for each in media if each not in tried])
        )
    if not tried:
        return kind
    return said(
        "{kind}  (TRIAL, reaches nobody: {media})",
        kind=kind,
        media=joined(", ", (MEDIUM_WORDS[each] for each in tried)),
    )


def _reaches(media: Sequence[str]) -> Said:
    """Who really gets an exercise."""
    if list(media) == [Medium.SMS]:
        return said("real phones get it")
    if list(media) == [Medium.EMAIL]:
        return said("real mailboxes get it")
    return said("real phones and mailboxes get it")
