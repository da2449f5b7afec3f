"""Documents: JSON that somebody sent, read strictly: no key twice in one object, no number that is
none."""

import json
import re
from collections import Counter
from collections.abc import Sequence

from runtime.problems import Problem
from runtime.sentences import said

__all__ = ["DoubledKey", "parse_json"]


# Another key may be anything that was pasted there, such as an address.
_NAMED = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")


class DoubledKey(Problem):
    """Nothing was changed: which of the two values is meant is not certain. Give each key of an
    object once."""


def parse_json(text: str) -> object:
    """The value of a JSON text; raises DoubledKey, or ValueError or RecursionError where it is
    none."""
    return json.loads(text, parse_constant=_refuse_number, object_pairs_hook=_read_object)


def _read_object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        if not _NAMED.fullmatch(key):
            raise DoubledKey(said("A key stands twice in one object."))
        raise DoubledKey(said("The key '{key}' stands twice in one object.", key=key))
    return found


def _refuse_number(word: str) -> float:
    raise ValueError(word)
