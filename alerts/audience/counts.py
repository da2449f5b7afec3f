"""Counts that staff confirm: who gets an alert must be, within 1 %, as many as they were shown."""

from collections.abc import Callable, Mapping, Sequence

from alerts.audience.addressing import RecipientCount
from runtime import Exit, Problem, Said, counted, mark, said

_EXPECTED: Mapping[str, Callable[[int, int], Said]] = {
    "recipients": lambda expected, now: counted(
        expected,
        "{count} recipient was expected, there are {now:,} now.",
        "{count} recipients were expected, there are {now:,} now.",
        now=now,
    ),
    "messages": lambda expected, now: counted(
        expected,
        "{count} message was expected, there are {now:,} now.",
        "{count} messages were expected, there are {now:,} now.",
        now=now,
    ),
}
_NOBODY = mark("Nobody is registered for this area, topic and medium.")
_NOBODY_IN_GROUP = mark("Nobody in that group is registered for this area, topic and medium.")
MAY_MOVE = 0.01  # share by which an audience may change between what was shown and what is sent


class NoRecipients(Problem):
    """Nothing was sent. `tocsin residents count` shows who there is; another area, --all or another
    --channel may reach them."""

    for_programs = "Nothing was sent. `GET /v1/residents/groups` and the forecast show who there is; other areas, groups or media may reach them."
    exit = Exit.REFUSED


class AudienceMoved(Problem):
    """Nothing was sent. Look again whom it concerns, then give the command with the number it has
    now."""

    for_programs = "Nothing was sent. Ask for the forecast or preview again, then repeat the request with the number it has now."
    exit = Exit.REFUSED
    status = 409


def check_expected_count(count: int, expected: int, *, what: str = "recipients") -> None:
    """Refuse when the audience is not, within 1 %, the one that was expected; raises
    AudienceMoved."""
    if abs(count - expected) > expected * MAY_MOVE:
        raise AudienceMoved(_EXPECTED[what](expected, count))


def check_confirmed_count(actual: RecipientCount, confirmed: RecipientCount) -> None:
    """Refuse when those who get a correction are not, within 1 %, those that were confirmed; raises
    AudienceMoved.

    While what it corrects is on its way, people move from those who get it later to those who get
    it now, or to nobody."""
    share = confirmed.most * MAY_MOVE
    if not confirmed.now - share <= actual.most <= confirmed.most + share:
        raise AudienceMoved(_EXPECTED["recipients"](confirmed.most, actual.most))


def check_any_recipient(count: int, groups: Sequence[str]) -> None:
    """Refuse what nobody would get; raises NoRecipients."""
    if not count:
        raise NoRecipients(said(_NOBODY_IN_GROUP if groups else _NOBODY))
