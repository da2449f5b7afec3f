"""How many examples hypothesis makes up: few in every run, many in `make properties`."""

import os


def examples(few: int) -> int:
    """`few`, or as many as TEST_EXAMPLES says."""
    return int(os.environ.get("TEST_EXAMPLES", few))
