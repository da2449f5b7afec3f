"""What can be wrong with `tocsin areas change`."""

from runtime import UsageProblem


class UnknownForms(UsageProblem):
    """No zone has that code or name. `tocsin areas forms` lists each by its code, with what
    messages say."""


class NothingToSay(UsageProblem):
    """Nothing was changed. `tocsin areas forms` lists what messages say of each zone, and by whom
    it is."""
