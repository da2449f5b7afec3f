"""What is typed of an alert that is to go out: its words, its people, and how it is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.terminal.repeated import read_pairs

if TYPE_CHECKING:
    from alerts.composing import AlertRequest


@dataclass(frozen=True, slots=True)
class TypedAlert:
    """The options that `send`, `alerts draft` and `schedules add` share, as they were typed."""

    template: str
    values: Sequence[str] | None
    areas: Sequence[str] | None
    groups: Sequence[str] | None
    everywhere: bool
    media: str
    reach: str | None
    key: str = ""

    def check(self, *, yes: bool = False, expect: int | None = None) -> None:
        """Refuse a command that leaves open to whom it goes, or that nobody confirms; raises
        UsageProblem."""
        from console.terminal.asking import check_unasked
        from runtime import UsageProblem, said

        check_unasked(yes=yes, expect=expect)
        if self.everywhere and self.areas:
            raise UsageProblem(said("Give --area or --all, not both."))
        if not self.everywhere and not self.areas and not self.groups:
            raise UsageProblem(
                said(
                    "Say where: --area CODE (`tocsin areas list` shows them), --group NAME, or --all for the whole municipality."
                )
            )

    def request(self) -> "AlertRequest":
        """The alert that was typed; raises UsageProblem for a value without a name."""
        from alerts import Reach
        from alerts.composing import AlertRequest

        reach = Reach(self.reach) if self.reach else None
        values, areas, groups = (
            read_pairs(self.values or ()),
            tuple(self.areas or ()),
            tuple(self.groups or ()),
        )
        return AlertRequest(
            self.template, values, areas, split_list(self.media), reach, self.key, groups
        )


@dataclass(frozen=True, slots=True)
class Manner:
    """How an alert is to be sent: only shown, asked about, or without a question to so many
    recipients."""

    dry_run: bool
    unasked: bool
    expect: int | None
    full: bool = False
    override: str = ""
    to_me: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether every word is shown, as for a script that sends without being asked, or only what
        the last screen holds."""
        return self.full or (self.unasked and not self.dry_run)


def changed_audience(
    areas: Sequence[str] | None, everywhere: bool, groups: Sequence[str] | None, no_group: bool
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """The areas and groups that an alert is to have instead, each None where nothing is said of it;
    raises UsageProblem."""
    from runtime import UsageProblem, said

    if everywhere and areas:
        raise UsageProblem(said("Give --area or --all, not both."))
    if no_group and groups:
        raise UsageProblem(said("Give --group or --no-group, not both."))
    where = tuple(areas or ()) if areas or everywhere else None
    return where, tuple(groups or ()) if groups or no_group else None


def split_list(text: str) -> tuple[str, ...]:
    """The words of an option like `sms,email`."""
    return tuple(word.strip() for word in text.split(",") if word.strip())
