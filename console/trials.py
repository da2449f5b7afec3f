"""Trials on the screen: what cannot leave this machine is called TRIAL, wherever it would be called LIVE."""

from collections.abc import Sequence
from contextlib import suppress

from alerts import MEDIA
from channels import Medium, Trials, trials
from runtime import Home, Problem, Said, joined, mark, said

ACTUAL, TRIAL = "actual", "trial"
SHOUTED = {"exercise": mark("EXERCISE"), "test": mark("TEST"), TRIAL: mark("TRIAL"), ACTUAL: mark("LIVE")}


def trials_now(home: Home) -> Trials:
    """What becomes of the messages of each medium as the settings are; nothing is known where they are wrong."""
    with suppress(Problem):
        return trials(home.config.routes, home.config.channels, home.path)
    return Trials()


def status_shown(status: str, media: Sequence[str], trials: Trials) -> str:
    """The status of an alert as staff are asked about it: `trial` in place of `actual` when nobody can get it."""
    return TRIAL if status == ACTUAL and _all_tried(media, trials) else status


def banner(status: str, media: Sequence[str], trials: Trials) -> Said:
    """What stands above an alert's words: LIVE ALERT, EXERCISE and that real people get it, or that all or some of it is a trial."""
    kind = said("LIVE ALERT") if status == ACTUAL else said(SHOUTED.get(status, status.upper()))
    if _all_tried(media, trials):
        alone = said("TRIAL: nothing leaves this machine")
        return alone if status == ACTUAL else said("{kind}  {trial}", kind=kind, trial=alone)
    tried = trials.among([Medium(medium) for medium in media])
    if status != ACTUAL:
        kind = said("{kind}: {who}", kind=kind, who=_reaches([each for each in media if each not in tried]))
    if not tried:
        return kind
    return said(
        "{kind}  (TRIAL, reaches nobody: {media})",
        kind=kind,
        media=joined(", ", (MEDIA[each] for each in tried)),
    )


def _reaches(media: Sequence[str]) -> Said:
    """Who gets what is only practised, though it is called an exercise."""
    if list(media) == [Medium.SMS]:
        return said("real phones get it")
    if list(media) == [Medium.EMAIL]:
        return said("real mailboxes get it")
    return said("real phones and mailboxes get it")


def _all_tried(media: Sequence[str], trials: Trials) -> bool:
    return bool(media) and len(trials.among([Medium(medium) for medium in media])) == len(media)
