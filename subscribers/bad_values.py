"""Bad values: the problem that every value that cannot be read is."""

from runtime import Exit, Problem, Said, joined, said


class BadValue(Problem):
    """A value cannot be read. `tocsin residents import --help` and `tocsin residents add --help` show the forms."""

    for_programs = "A value cannot be read. /openapi.json describes the forms."
    exit = Exit.USAGE

    @property
    def told(self) -> Said:
        """What stands in the cell where that is no address, why it cannot be read, and what to write."""
        return joined(" ", [*self.details, said(self.why)])
