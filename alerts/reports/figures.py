"""Reports: what became of one alert, as it was counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.plain_words.delivery_words import describe_outcome, explain_failure
from alerts.reports.summaries import ROWS, Summary
from alerts.reports.told_since import ToldSince
from alerts.tables import Alert
from channels import Letters, Medium, Trial, Variant
from channels.explanations import explain_cause
from delivery import REACHED, State
from delivery.status import Knowledge, Route, RouteShare, Tally
from runtime import Said, counted, said

CAUSE_KEYS = ("medium", "state", "cause", "known", "words", "messages")
NOT_REACHED = (State.REFUSED, State.EXPIRED, State.CANCELLED, State.SKIPPED, State.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class AlertReport:
    """One alert and its deliveries, counted; moments are UTC, cost in the municipality's
    currency."""

    alert: Alert
    tally: Tally
    half_at: datetime | None
    most_at: datetime | None
    last_at: datetime | None
    half_delivered_at: datetime | None
    most_delivered_at: datetime | None
    routes: tuple[RouteShare, ...]
    telling: frozenset[str]  # the channels whose providers give receipts
    variants: Mapping[Variant, int]  # messages by the variant of their words
    variants_taken: Mapping[
        Variant, int
    ]  # of these what a provider, or what stands for one in a trial, took
    letters: Mapping[Letters, int]  # messages by the letters of their words
    cost: float
    people: Summary
    trials: Mapping[str, Trial]
    trials_ahead: tuple[
        Medium, ...
    ]  # of messages that wait; as the routes are now, they reach nobody
    told_since: ToldSince
    told_in_person: int
    blocked: int  # contacts that get nothing since
    stopped: Mapping[str, str]  # channels that wait for staff, while something of it is open
    waits_for_worker: bool  # something of it waits, and no worker is at work
    alone: str = ""  # who sent it, severe or extreme, without a second person
    trial_unsent: tuple[Trial, ...] = ()  # what would have kept one of which nothing was taken

    @property
    def taken(self) -> int:
        """Messages that a provider, or what stands for one in a trial, took."""
        return sum(self.tally.by_state.get(state, 0) for state in REACHED)

    @property
    def accepted(self) -> int:
        """Messages that a provider took, also those of which it told later that they did not
        arrive."""
        return self.taken + self.tally.by_state.get(State.UNDELIVERED, 0)

    @property
    def failed(self) -> int:
        """Messages that did not arrive, whether or not another went in their place."""
        return sum(self.tally.by_state.get(state, 0) for state in NOT_REACHED)

    @property
    def to_phone(self) -> int:
        """People whom neither the alert nor a correction in its place reached, or may."""
        return self.people.counts.get(Knowledge.NOT_REACHED, 0) - self.told_since.people

    @property
    def known(self) -> Summary:
        """Messages by what is known of them."""
        return Summary(self.tally.known(self.trials))

    @property
    def trial(self) -> tuple[Trial, ...]:
        """What kept messages of this alert on this machine; empty when all may have left."""
        names = {each.channel for each in self.tally.counts if each.state in REACHED}
        kept = {kind for name, kind in self.trials.items() if kind and name in names}
        return tuple(sorted(kept)) or self.trial_unsent

    @property
    def complete(self) -> bool:
        """Whether every message was taken by its provider, or another in its place."""
        superseded = sum(
            each.messages for each in self.routes if each.superseded and each.state not in REACHED
        )
        return self.taken + superseded == self.tally.messages

    @property
    def by_route(self) -> Mapping[tuple[Route, Medium], int]:
        """Messages by the route on which they reached somebody; one without a receipt gives way to
        the one sent in its place."""
        found: Counter[tuple[Route, Medium]] = Counter()
        for each in self.routes:
            if each.state is State.DELIVERED or (
                each.state is State.ACCEPTED and not each.superseded
            ):
                found[each.route, each.medium] += each.messages
        return found

    def by(self, route: Route) -> int:
        """Messages that reached somebody on one route."""
        return sum(number for (taken, _), number in self.by_route.items() if taken is route)

    @property
    def missed(self) -> int:
        """Messages that did not arrive, and nothing in their place."""
        return sum(
            each.messages
            for each in self.routes
            if each.state in NOT_REACHED and not each.superseded
        )

    @property
    def awaited(self) -> int:
        """Messages that were accepted by a provider that gives receipts, and whose receipt has not
        come."""
        telling = [each for each in self.routes if each.channel in self.telling]
        return sum(each.messages for each in telling if each.state is State.ACCEPTED)

    def causes(self) -> Iterator[tuple[Medium, State, str, Knowledge, Said, int]]:
        """Messages by medium, state and cause, with what is known of them and the same in words."""
        found: Counter[tuple[Medium, State, str, Knowledge]] = Counter()
        for each in self.tally.counts:
            known = Knowledge.of(each.state, self.trials.get(each.channel, Trial.NONE))
            found[each.medium, each.state, each.cause, known] += each.messages
        for (medium, state, cause, known), number in sorted(found.items()):
            yield medium, state, cause, known, describe_outcome(known, state, cause), number

    def rows(self) -> Iterator[tuple[Medium, Said, int]]:
        """Messages by medium and what became of them, as staff read it: what reads the same is
        counted together."""
        found: Counter[tuple[Medium, Knowledge, Said]] = Counter()
        for medium, state, cause, known, _, number in self.causes():
            found[
                medium,
                known,
                explain_failure(state, cause) if known is Knowledge.NOT_REACHED else said(""),
            ] += number
        for (medium, known, why), number in found.items():
            what = counted(number, ROWS[known], ROWS[known])
            if known is Knowledge.WAITING:
                what = self._with_vain_tries(medium, what)
            yield medium, said("{what}: {why}", what=what, why=why) if why else what, number

    def _with_vain_tries(self, medium: Medium, waiting: Said) -> Said:
        """What waits, and why those of it that were tried did not get through."""
        tried = Counter[str]()
        for each in self.tally.counts:
            if each.medium is medium and each.state is State.QUEUED and each.cause:
                tried[each.cause] += each.messages
        if not tried:
            return waiting
        why = explain_cause(tried.most_common(1)[0][0])
        return counted(
            tried.total(),
            "{waiting}; {count} was tried in vain: {why}",
            "{waiting}; {count} were tried in vain: {why}",
            waiting=waiting,
            why=why,
        )

    def seconds(self, moment: datetime | None) -> float | None:
        """Seconds from the issuing of the alert to a moment."""
        began = self.alert.issued_at
        return max(0.0, round((moment - began).total_seconds(), 2)) if moment and began else None

    def as_json(self) -> dict[str, object]:
        """The documented form: docs/json.md."""
        return {
            **_of_alert(self.alert),
            "sent_alone_by": self.alone,
            "recipients": self.alert.recipients,
            "messages": self.tally.messages,
            "people": self.people.as_json(),
            **{name: number for name, number in self.known.as_json().items() if name != "total"},
            "trial": list(self.trial),
            "by_state": {
                state.value: number for state, number in sorted(self.tally.by_state.items())
            },
            "by_cause": [dict(zip(CAUSE_KEYS, row, strict=True)) for row in self.causes()],
            "possibly_doubled": self.tally.doubled,
            "told_by_correction": self.told_since.as_json(),
            "to_phone": self.to_phone,
            "told_in_person": self.told_in_person,
            "blocked": self.blocked,
            "waits_for_worker": self.waits_for_worker,
            "seconds": self.seconds(self.last_at),
            "seconds_to_half": self.seconds(self.half_at),
            "seconds_to_95_percent": self.seconds(self.most_at),
            "by_road": self._routes(),
            "by_variant": {
                variant.value: number for variant, number in sorted(self.variants.items())
            },
            "by_letters": {
                letters.value: number for letters, number in sorted(self.letters.items())
            },
            "receipts": self._receipts(),
            "seconds_to_half_delivered": self.seconds(self.half_delivered_at),
            "seconds_to_95_percent_delivered": self.seconds(self.most_delivered_at),
            "cost": round(self.cost, 2),
        }

    def _routes(self) -> list[dict[str, object]]:
        return [
            {"road": route, "medium": medium, "messages": number}
            for (route, medium), number in sorted(self.by_route.items())
        ]

    def _receipts(self) -> dict[str, int]:
        return {
            "delivered": self.tally.by_state.get(State.DELIVERED, 0),
            "undelivered": self.tally.by_state.get(State.UNDELIVERED, 0),
            "awaited": self.awaited,
        }


def _of_alert(alert: Alert) -> dict[str, object]:
    return {
        "alert": alert.id,
        "identifier": alert.identifier,
        "public_number": alert.public_number,
        "state": alert.state,
        "groups": list(alert.groups),
        "drafted_at": alert.drafted_at.isoformat(),
        "submitted_at": _iso(alert.submitted_at),
        "approved_at": _iso(alert.decided_at),
        "issued_at": _iso(alert.issued_at),
        "override_reason": alert.override_reason,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
