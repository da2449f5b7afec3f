"""Bad values: the problem that every value that cannot be read is."""

from functools import cache

from runtime import Exit, Problem, Said, joined, said


class BadValue(Problem):
    """A value cannot be read. `tocsin residents import --help` and `tocsin residents add --help`
    show the forms."""

    for_programs = "A value cannot be read. /openapi.json describes the forms."
    exit = Exit.USAGE

    @property
    def told(self) -> Said:
        """What stands in the cell where that is no address, why it cannot be read, and what to
        write."""
        why = _why(self.why)
        return joined(" ", [*self.details, why]) if self.details else why


@cache
def _why(words: str) -> Said:
    """One value for all faults of a kind: a long list may have a hundred thousand of them."""
    return said(words)
