"""Queries: the parameters in an address; one that a route does not take is refused, since `dryrun`
is meant as `dry_run`, and one that is given twice."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from web.problems import DoubledParameter, UnknownParameter

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
# Another name may be anything that was pasted there, such as an address.
NAMELESS = "(another)"


def check_query(given: Iterable[str], known: Sequence[str]) -> None:
    """Refuse parameters that a route does not take, or that are given twice; raises
    UnknownParameter or DoubledParameter."""
    times = Counter(given)
    unknown = [name for name in times if name not in known]
    if unknown:
        raise UnknownParameter({_named(name): _said(name, known) for name in unknown})
    doubled = [name for name, number in times.items() if number > 1]
    if doubled:
        raise DoubledParameter(
            {name: f"The parameter `{name}` is given {times[name]} times." for name in doubled}
        )


def _said(name: str, known: Sequence[str]) -> str:
    plain = {_plain(each): each for each in known}
    near = get_close_matches(_plain(name), plain, 1)
    taken = ", ".join(f"`{each}`" for each in known)
    hint = f"Did you mean `{plain[near[0]]}`?" if near else f"It takes {taken or 'none'}."
    return f"There is no parameter `{_named(name)}` at this address. {hint}"


def _named(name: str) -> str:
    return name if _NAME.fullmatch(name) else NAMELESS


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())
