"""Summaries: how many people, or messages, by what is known of each; every one is counted once, so
the sums are right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from channels import Trial
from delivery.status import Knowledge
from runtime import Said, counted, joined, mark, said

# As a person reads it: first what is best, and of a trial that nobody got anything. Whoever is
# confirmed is handed over too.
PHRASES: Mapping[Knowledge, str] = {
    Knowledge.HANDED_OVER: mark("{count} handed over"),
    Knowledge.CONFIRMED: mark("{count} confirmed so far"),
    Knowledge.WRITTEN: mark("{count} written to a file"),
    Knowledge.CAUGHT: mark("{count} caught by the sandbox"),
    Knowledge.MAYBE: mark("{count} may have arrived"),
    Knowledge.ON_ITS_WAY: mark("{count} on its way"),
    Knowledge.WAITING: mark("{count} waiting"),
    Knowledge.NOT_REACHED: mark("{count} not reached"),
}
# The same of messages in a row of their own, where what is confirmed is not counted among what is
# handed over.
ROWS: Mapping[Knowledge, str] = {
    **PHRASES,
    Knowledge.CONFIRMED: mark("{count} arrived (confirmed)"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """People or messages by what is known of them; `counts` are disjoint, `handed_over` holds what
    is confirmed too."""

    counts: Mapping[Knowledge, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def handed_over(self) -> int:
        """Those that a provider took, whether or not it has told that they arrived."""
        return self.counts.get(Knowledge.HANDED_OVER, 0) + self.confirmed

    @property
    def confirmed(self) -> int:
        """Those of which a provider told that they arrived."""
        return self.counts.get(Knowledge.CONFIRMED, 0)

    @property
    def tried(self) -> int:
        """Those that a file or the sandbox got in place of a person."""
        return self.counts.get(Knowledge.WRITTEN, 0) + self.counts.get(Knowledge.CAUGHT, 0)

    @property
    def still_open(self) -> int:
        """Those that may get it yet, or may have it."""
        return sum(
            self.counts.get(each, 0)
            for each in (Knowledge.WAITING, Knowledge.ON_ITS_WAY, Knowledge.MAYBE)
        )

    @property
    def trial(self) -> tuple[Trial, ...]:
        """What got it in place of people; empty when all may have got it."""
        instead = {Knowledge.WRITTEN: Trial.FILE, Knowledge.CAUGHT: Trial.SANDBOX}
        return tuple(trial for known, trial in instead.items() if self.counts.get(known))

    def phrases(self) -> Iterator[Said]:
        """What there is to say, `1,505 handed over` and so on; nothing is said of what is zero, but
        of an empty one."""
        numbers = {**self.counts, Knowledge.HANDED_OVER: self.handed_over}
        for known, words in PHRASES.items():
            if number := numbers.get(known, 0):
                yield counted(number, words, words)

    def sentence(self, head: Said) -> Said:
        """`1,639 people: 1,505 handed over, 912 confirmed so far, 17 not reached`."""
        told = joined(", ", self.phrases()) if self.total else said("nothing yet")
        return said("{head}: {told}", head=head, told=told)

    def as_json(self) -> dict[str, int]:
        """The documented form: every key, also those that are zero; docs/json.md."""
        return {known: self.counts.get(known, 0) for known in PHRASES} | {
            "total": self.total,
            "handed_over": self.handed_over,
        }
