"""The list of people whom an alert did not reach; all times by the clocks of the municipality."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts import Alert, find_alert
from alerts.plain_words import MEDIUM_WORDS
from alerts.reports import (
    MissedRecipient,
    ToldSince,
    count_told_since,
    list_missed_people,
    mark_told_in_person,
    summarize_people,
    unmark_told_in_person,
)
from channels import Trial
from channels.registry import find_trials
from console.alerts.in_force import why_not_in_force
from console.terminal.door import Terminal
from runtime import Municipality, Said, counted, joined, mark, said
from staff import names_of


@dataclass(frozen=True, slots=True)
class MissedPeople:
    """The people whom an alert did not reach, in the order in which somebody goes to them.
    `waiting` more may get it yet or may have it; for `tried` it was a trial."""

    kept: Alert
    people: Sequence[MissedRecipient]
    waiting: int
    names: Mapping[str, str]
    office: Municipality
    made_at: datetime
    tried: int = 0
    trials: Sequence[Trial] = ()
    since: ToldSince = ToldSince()
    listed_waiting: bool = False  # `people` are those who wait or may have it
    over: Said | None = None  # why the alert is not in force any more
    followed_by: int | None = None  # the alert whose words hold in its place

    @property
    def alert(self) -> int:
        """The number of the alert."""
        return self.kept.id or 0

    def addresses(self, each: MissedRecipient) -> list[str]:
        """The landline, to be phoned by hand, and every phone and e-mail address that was tried,
        once."""
        kept = [each.person.landline] if each.person.landline else []
        return list(dict.fromkeys([*kept, *(tried.address for tried in each.person.tries)]))

    def why(self, each: MissedRecipient) -> Said:
        """Why nothing arrived; of several messages each by its medium."""
        whys = each.whys()
        if len({str(why) for _, why in whys}) == 1:
            return whys[0][1]
        return joined(
            "; ",
            [
                said("{medium}: {why}", medium=MEDIUM_WORDS[tried.medium], why=why)
                for tried, why in whys
            ],
        )

    def told(self, each: MissedRecipient) -> Said | str:
        """When and by whom somebody was told in person."""
        if each.told_at is None:
            return ""
        at = self.office.local(each.told_at)
        return said(
            "{at:%a %d/%m %H:%M} {by}", at=at, by=self.names.get(each.told_by, each.told_by)
        )

    def nobody(self) -> Said:
        """What is said when the list is empty: while people are open it does not say that all is
        well."""
        nobody = mark("Nobody is left to phone.") if self.since.told else mark("Nobody was missed.")
        if self.listed_waiting:
            nobody = mark("Nobody waits for it.")
        found = self.trial() or said(nobody)
        if self.waiting and not self.listed_waiting:
            found = counted(
                self.waiting,
                "Nobody is missed so far; {count} person still waits or may have it: tocsin alerts missed {alert} --waiting",
                "Nobody is missed so far; {count} people still wait or may have it: tocsin alerts missed {alert} --waiting",
                alert=self.alert,
            )
        return joined(" ", [found, *self.told_since()])

    def summed_up(self, told: int) -> Said:
        """How many there are in the list, and how many of them were told in person."""
        if self.listed_waiting:
            return counted(
                len(self.people),
                "{count} person waits or may have it, {told} told in person.",
                "{count} people wait or may have it, {told} of them told in person.",
                told=told,
            )
        return counted(
            len(self.people),
            "{count} person not reached, {told} told in person.",
            "{count} people not reached, {told} of them told in person.",
            told=told,
        )

    def way_on(self) -> Said | None:
        """Where those are whom the words that hold now did not reach."""
        if self.over is None or self.followed_by is None:
            return None
        return said(
            "Whom the words that hold now did not reach: tocsin alerts missed {alert}",
            alert=self.followed_by,
        )

    def told_since(self) -> Iterator[Said]:
        """How many are in no list because a correction told them, and which."""
        for each in self.since.told:
            yield counted(
                each.people,
                "{count} person was told by alert {number}, and is not in this list.",
                "{count} people were told by alert {number}, and are not in this list.",
                number=each.alert,
            )

    def trial(self) -> Said | None:
        """What is said where the sandbox or a file got it in place of people, who are in no
        list."""
        if not self.tried:
            return None
        return counted(
            self.tried,
            "TRIAL: {count} person got nothing, and is not in this list.",
            "TRIAL: {count} people got nothing, and are not in this list.",
        )

    def as_json(self) -> dict[str, object]:
        """The documented form: docs/json.md; moments are UTC."""
        return {
            "alert": self.alert,
            "trial": list(self.trials),
            "tried": self.tried,
            "people": [_document(each) for each in self.people],
            "waiting": self.waiting,
            "told_by_correction": self.since.as_json(),
        }


def read_missed(
    terminal: Terminal,
    which: str,
    done: Sequence[int],
    undone: Sequence[int],
    *,
    waiting: bool = False,
) -> MissedPeople:
    """Tick off and read the list in one transaction, which the journal notes."""
    home, by = terminal.home, terminal.by
    now, config = home.now(), home.config
    at_present = find_trials(config.routes, config.channels, home.path).by_channel
    with home.database.writing() as session:
        alert = find_alert(session, which)
        if done:
            mark_told_in_person(session, home.keys, alert, done, by=by, now=now)
        if undone:
            unmark_told_in_person(session, alert, undone, by=by, now=now)
        people = list_missed_people(
            session, home.keys, alert, terminal.language, by=by, now=now, waiting=waiting
        )
        summary = summarize_people(session, alert, at_present)
        since = count_told_since(session, alert)
        names = names_of(session, {each.told_by for each in people if each.told_by})
        over = why_not_in_force(session, alert, config.municipality, now=now)
        followed_by = alert.corrected_by_id
        session.expunge(alert)
    still_open = summary.still_open + since.awaiting
    told = (now, summary.tried, summary.trial, since, waiting, over, followed_by)
    return MissedPeople(alert, people, still_open, names, config.municipality, *told)


def _document(each: MissedRecipient) -> dict[str, object]:
    person = each.person
    return {
        "resident": person.resident_id,
        "name": person.name,
        "language": person.language,
        "needs_help": person.needs_help,
        "landline": person.landline,
        "zones": person.zones,
        "tries": [
            {
                "medium": tried.medium,
                "channel": tried.channel,
                "address": tried.address,
                "state": tried.state,
                "cause": tried.cause,
                "words": why,
            }
            for tried, why in each.whys()
        ],
        "told_at": each.told_at and each.told_at.isoformat(),
        "told_by": each.told_by,
    }
