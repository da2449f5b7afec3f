"""Any order of events: workers that claim, send, die and come back late, staff who stop and resend,
time that passes.

The model knows only what the fake provider took of each delivery, and what the ledger may therefore
say. `make chaos-ledger` looks for longer."""

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Row, select

from channels import Event, Fate, Medium, Outcome, Receipt
from delivery import Lane, Repeat, State, stop_dispatches, withdraw_messages
from delivery.contacts import erase_contacts
from delivery.fallback import ResendKind, resend_messages
from delivery.outcomes import record_results
from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.send_log import SendLog, SendResult
from delivery.sending import settle_dispatches
from delivery.sending.batches import LaneQueue, claim_batch, give_back
from delivery.sending.messages import ClaimedMessage, MessageBuilder
from delivery.sending.sweeping import recover_crashed, sweep
from delivery.status import list_deliveries
from delivery.stopping import Stops
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES
from delivery.workers import enlist, release, retire
from runtime import Keys, moment
from runtime.database import sqlite_url
from tests.compiled import connect_again
from tests.delivery.conftest import PostRoom
from tests.made_up import examples

EXAMPLES = examples(15)
FINAL = frozenset(State) - {State.QUEUED, State.SENDING, State.UNKNOWN}
UNSENT = {State.QUEUED, State.EXPIRED, State.CANCELLED, State.SKIPPED}
TAKEN = {State.ACCEPTED, State.DELIVERED, State.UNDELIVERED}
REFUSALS = {Outcome.INVALID_RECIPIENT, Outcome.OPTED_OUT}

# What the provider says, and whether it took the message.
ACCEPTS = (Outcome.ACCEPTED, True)
ANSWERS = (
    ACCEPTS,
    ACCEPTS,
    (Outcome.INVALID_RECIPIENT, False),
    (Outcome.OPTED_OUT, False),
    (Outcome.CONTENT_REJECTED, False),
    (Outcome.TRANSIENT, False),
    (Outcome.THROTTLED, False),
    (Outcome.MISCONFIGURED, False),
    (Outcome.UNKNOWN, False),
    (Outcome.UNKNOWN, True),
)
FATES = st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3)
LANES = (Lane.EMERGENCY, Lane.ROUTINE)
# What the provider tells of a message it took: the same each time it tells its end.
SENT = (Fate.ACCEPTED, Outcome.ACCEPTED)
ENDS = (
    (Fate.DELIVERED, Outcome.ACCEPTED),
    (Fate.UNDELIVERED, Outcome.TRANSIENT),
    (Fate.UNDELIVERED, Outcome.CONTENT_REJECTED),
)
WORKERS = st.integers(0, 2)  # two on one machine, and one elsewhere
MACHINES = ("here", "here", "elsewhere")


@dataclass
class ModelWorker:
    """One worker: what it has claimed, what is being sent, and what has ended and is not stored
    yet."""

    machine: Path
    worker_id: int
    log: SendLog
    unsent: list[ClaimedMessage] = field(default_factory=list)
    sending: list[SendResult] = field(default_factory=list)
    results: list[SendResult] = field(default_factory=list)


class Ledger(RuleBasedStateMachine):
    """Everything that can happen to the deliveries, one commit at a time."""

    homes: ClassVar = count()

    def __init__(self, model: Path, keys: Keys, folder: Path) -> None:
        super().__init__()
        home = folder / str(next(self.homes))
        home.mkdir()
        shutil.copy(model, home / "tocsin.db")
        database = connect_again(sqlite_url(home / "tocsin.db"))
        self.room = PostRoom(database, keys, home)
        self.stops = Stops(database)
        self.took: Counter[int] = Counter()
        self.taken: list[tuple[ClaimedMessage, str]] = []
        self.ends: dict[str, tuple[Fate, Outcome]] = {}
        self.failed: Counter[int] = Counter()  # taken, and told to have reached nobody
        self.addressed: dict[int, int] = {}
        self.resent: set[int] = set()
        self.gone: set[int] = set()
        self.refused: set[int] = set()
        self.skew = timedelta()
        self.stopped = False
        self.crashed_workers: list[ModelWorker] = []
        self.workers = [self._start(home / name) for name in MACHINES]

    def _start(self, machine: Path) -> ModelWorker:
        with self.room.database.writing() as session:
            worker_id = enlist(session)
        return ModelWorker(machine, worker_id, SendLog(machine, worker_id))

    # What staff and residents do.

    @initialize(people=st.integers(4, 8))
    def begin(self, people: int) -> None:
        for lane in LANES:
            self.issue(lane, people, 1)

    @precondition(lambda self: len(self.addressed) < 7)
    @rule(lane=st.sampled_from(LANES), people=st.integers(1, 6), hours=st.sampled_from([0.1, 1]))
    def issue(self, lane: Lane, people: int, hours: float) -> None:
        repeat = Repeat.RESEND if lane is Lane.EMERGENCY else Repeat.HOLD
        told = self.room.contacts(people, first=2 * len(self.addressed))
        dispatch = self.room.hand_over(told, lane=lane, repeat=repeat, lasts=timedelta(hours=hours))
        self.addressed[dispatch] = people

    @precondition(lambda self: not self.stopped)
    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        dispatch = data.draw(st.sampled_from(sorted(self.addressed)))
        self.stopped = True
        with self.room.database.writing() as session:
            stop_dispatches(session, [dispatch], now=moment(session) + self.skew)

    @precondition(lambda self: self.addressed)
    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        dispatch = data.draw(st.sampled_from(sorted(self.addressed)))
        with self.room.database.writing() as session:
            resend_messages(session, dispatch, ResendKind.UNKNOWN, select(CONTACTS.c.id))
        self.resent.add(dispatch)

    @precondition(lambda self: self.addressed and not self.gone)
    @rule(person=st.integers(0, 8))
    def leave(self, person: int) -> None:
        contacts = self.room.contacts(1, first=person)
        with self.room.database.writing() as session:
            now = moment(session) + self.skew
            withdraw_messages(session, contacts, now=now)
            erase_contacts(session, contacts, now=now)
        self.gone.update(contacts)

    # What workers do.

    @precondition(lambda self: self.addressed)
    @rule(
        which=WORKERS,
        rate=st.sampled_from([None, None, 0.5]),
        answers=FATES,
    )
    def take_off(self, which: int, rate: float | None, answers: list[tuple[Outcome, bool]]) -> None:
        worker = self.workers[which]
        for lane in () if worker.unsent else LANES:
            self._claim(worker, LaneQueue(lane, Medium.SMS, "fake", rate, worker.worker_id))
        for answer in answers:
            self._send(worker, answer)

    # Hypothesis leaves out rules at random: what everything depends on is there twice.
    @rule(which=WORKERS, answers=FATES, stores=st.booleans())
    def send(self, which: int, answers: list[tuple[Outcome, bool]], stores: bool) -> None:
        self.take_off(which, None, answers)
        self._finish(self.workers[which], 1 + len(answers) // 2, stores)

    def _claim(self, worker: ModelWorker, lane_queue: LaneQueue) -> None:
        with self.room.database.writing() as session:
            batch = claim_batch(session, lane_queue, MessageBuilder(self.room.keys, ""))
            now = moment(session)
        for claimed in batch.messages:
            self._check_may_leave(claimed, now)
        worker.unsent.extend(batch.messages)

    def _check_may_leave(self, claimed: ClaimedMessage, now: object) -> None:
        d = DELIVERIES.c
        query = (
            select(d.contact_id, DISPATCHES.c.stopped_at, DISPATCHES.c.expires_at)
            .join(DISPATCHES, d.dispatch_id == DISPATCHES.c.id)
            .where(d.id == claimed.claim.delivery_id)
        )
        with self.room.database.reading() as session:
            contact, stopped_at, expires_at = session.execute(query).one()
        assert contact not in self.gone, "sent to somebody who left or does not exist"
        assert claimed.claim.delivery_id not in self.refused, "sent again what was refused"
        assert stopped_at is None, "claimed although it was stopped"
        assert expires_at > now, "claimed although it is over"

    def _send(self, worker: ModelWorker, answer: tuple[Outcome, bool]) -> None:
        if not worker.unsent:
            return
        claimed = worker.unsent.pop(0)
        if claimed.dispatch_id in self.stops._look()[0] or self._is_over(claimed):
            with self.room.database.writing() as session:
                give_back(session, [claimed.claim])
            return
        worker.log.begun(claimed.claim)
        outcome, taken = answer
        self.took[claimed.claim.delivery_id] += taken
        provider_id = f"SM{sum(self.took.values())}" * taken
        if taken:
            self.taken.append((claimed, provider_id))
        # An answer that was lost brings no number along.
        known = provider_id if outcome is Outcome.ACCEPTED else ""
        worker.sending.append(SendResult(claimed.claim, Receipt(outcome, known, "code")))

    def _is_over(self, claimed: ClaimedMessage) -> bool:
        with self.room.database.reading() as session:
            over = select(DISPATCHES.c.expires_at <= moment(session))
            return bool(session.scalar(over.where(DISPATCHES.c.id == claimed.dispatch_id)))

    @precondition(lambda self: any(worker.sending for worker in self.workers))
    @rule(which=WORKERS, most=st.integers(1, 4), stores=st.booleans())
    def finish_some(self, which: int, most: int, stores: bool) -> None:
        busy = [worker for worker in self.workers if worker.sending]
        self._finish(busy[which % len(busy)], most, stores)

    def _finish(self, worker: ModelWorker, most: int, stores: bool) -> None:
        for result in worker.sending[:most]:
            worker.log.ended(result)
        worker.results.extend(worker.sending[:most])
        del worker.sending[:most]
        if stores:
            self._store(worker)

    def _store(self, worker: ModelWorker) -> None:
        with self.room.database.writing() as session:
            record_results(session, worker.results)
        self._learn(worker.results)
        worker.results = []
        if not worker.sending:
            worker.log.clear()

    def _learn(self, results: list[SendResult]) -> None:
        rows = {row.id: row for row in self._rows()}
        for result in results:
            row = rows[result.claim.delivery_id]
            if result.receipt.outcome in REFUSALS:
                self.gone.add(row.contact_id)
            if row.state is State.REFUSED:
                self.refused.add(row.id)

    @precondition(lambda self: any(worker.unsent for worker in self.workers))
    @rule(which=WORKERS)
    def turn_back(self, which: int) -> None:
        waiting = [worker for worker in self.workers if worker.unsent]
        self._give_back(waiting[which % len(waiting)])

    def _give_back(self, worker: ModelWorker) -> None:
        with self.room.database.writing() as session:
            give_back(session, [claimed.claim for claimed in worker.unsent])
        worker.unsent = []

    @rule(which=WORKERS)
    def retire_in_good_order(self, which: int) -> None:
        worker = self.workers[which]
        self._finish(worker, 99, True)
        self._give_back(worker)
        with self.room.database.writing() as session:
            release(session, worker.worker_id)
            retire(session, worker.worker_id)
        worker.log.close()
        self.workers[which] = self._start(worker.machine)

    @precondition(lambda self: any(worker.unsent or worker.sending for worker in self.workers))
    @rule(which=WORKERS)
    def die(self, which: int) -> None:
        busy = [
            number for number, worker in enumerate(self.workers) if worker.unsent or worker.sending
        ]
        self._die(busy[which % len(busy)])

    @rule(which=WORKERS, answers=FATES, noted=st.integers(0, 2))
    def die_in_the_air(self, which: int, answers: list[tuple[Outcome, bool]], noted: int) -> None:
        self.take_off(which, None, answers)
        worker = self.workers[which]
        for result in worker.sending[:noted]:
            worker.log.ended(result)
            worker.results.append(result)
        self._die(which)

    def _die(self, which: int) -> None:
        worker = self.workers[which]
        os.close(worker.log._file)  # the kernel gives its lock back, as after `kill -9`
        self.crashed_workers.append(worker)
        self.workers[which] = self._start(worker.machine)

    @precondition(lambda self: self.workers[2].unsent or self.workers[2].sending)
    @rule()
    def burn_down(self) -> None:
        worker = self.workers[2]
        worker.log.close()  # nobody will ever read it
        self.workers[2] = self._start(worker.machine)

    @rule(which=WORKERS)
    def sweep(self, which: int) -> None:
        worker = self.workers[which]
        recover_crashed(self.room.database, worker.machine)
        with self.room.database.writing() as session:
            sweep(session, worker.worker_id)
        for crashed in [each for each in self.crashed_workers if each.machine == worker.machine]:
            self._learn(crashed.results)
            self.crashed_workers.remove(crashed)

    # What the provider tells.

    @precondition(lambda self: self.taken)
    @rule(
        data=st.data(), end=st.sampled_from(ENDS), only_sent=st.booleans(), times=st.integers(1, 2)
    )
    def tell(
        self, data: st.DataObject, end: tuple[Fate, Outcome], only_sent: bool, times: int
    ) -> None:
        claimed, provider_id = data.draw(st.sampled_from(self.taken))
        fate, outcome = SENT if only_sent else self._end_of(claimed, provider_id, end)
        message = claimed.message
        told = Event(
            provider_id, f"{fate} {outcome}", fate, outcome, "", message.token, message.attempt
        )
        with self.room.database.writing() as session:
            now = moment(session)
            apply_events(
                session, self.room.keys, [ReceivedEvent("fake", told, now)] * times, now=now
            )

    def _end_of(
        self, claimed: ClaimedMessage, provider_id: str, end: tuple[Fate, Outcome]
    ) -> tuple[Fate, Outcome]:
        if provider_id not in self.ends:
            self.ends[provider_id] = end
            self.failed[claimed.claim.delivery_id] += end[0] is Fate.UNDELIVERED
        return self.ends[provider_id]

    # What time does.

    @rule(seconds=st.sampled_from([6, 16, 21, 70]))
    def wait(self, seconds: int) -> None:
        self.room.time_passes(seconds)

    @rule(hours=st.sampled_from([-2, 0, 2]))
    def set_the_clock_of_a_process(self, hours: int) -> None:
        self.skew = timedelta(hours=hours)
        with self.room.database.writing() as session:
            settle_dispatches(session, now=moment(session) + self.skew)

    # What must be true at every moment.

    def _rows(self) -> Sequence[Row[*tuple[Any, ...]]]:
        d = DELIVERIES.c
        query = select(
            d.id, d.dispatch_id, d.contact_id, d.state, d.doubled, d.attempt, DISPATCHES.c.repeat
        )
        with self.room.database.reading() as session:
            return list(session.execute(query.join(DISPATCHES, d.dispatch_id == DISPATCHES.c.id)))

    @invariant()
    def nobody_is_lost(self) -> None:
        assert Counter(row.dispatch_id for row in self._rows()) == self.addressed

    @invariant()
    def what_is_called_accepted_was_taken(self) -> None:
        assert [row for row in self._rows() if row.state in TAKEN and not self.took[row.id]] == []

    @invariant()
    def who_was_told_is_never_told_again_without_a_mark(self) -> None:
        taken = [row for row in self._rows() if self._may_have(row.id) and not row.doubled]
        assert [row for row in taken if row.state in UNSENT] == []
        assert [row for row in taken if self._may_have(row.id) > 1] == []

    def _may_have(self, delivery_id: int) -> int:
        return self.took[delivery_id] - self.failed[delivery_id]

    @invariant()
    def what_is_routine_is_told_once_unless_a_person_decides(self) -> None:
        held = [
            row
            for row in self._rows()
            if row.repeat is Repeat.HOLD and row.dispatch_id not in self.resent
        ]
        assert [row for row in held if self._may_have(row.id) > 1 or row.doubled] == []

    def teardown(self) -> None:
        try:
            self._drain()
            self._check_the_end()
        finally:
            self.room.database.close()

    def _drain(self) -> None:
        for _ in range(12):
            for which in range(len(self.workers)):
                self.sweep(which)
                self.take_off(which, None, [ACCEPTS] * 20)
                self._finish(self.workers[which], 99, True)
            self.wait(301)

    def _check_the_end(self) -> None:
        rows = self._rows()
        assert {row.state for row in rows} <= FINAL | {State.UNKNOWN}
        self.nobody_is_lost()
        self.what_is_called_accepted_was_taken()
        self.who_was_told_is_never_told_again_without_a_mark()
        self.what_is_routine_is_told_once_unless_a_person_decides()
        with self.room.database.reading() as session:
            held = [
                line.delivery_id
                for each in self.addressed
                for line in list_deliveries(session, self.room.keys, each, (State.UNKNOWN,))
            ]
        assert sorted(held) == [row.id for row in rows if row.state is State.UNKNOWN]


@pytest.fixture
def sqlite_model(request: pytest.FixtureRequest) -> Path:
    """An empty database file to copy."""
    model: Path = request.getfixturevalue("_sqlite_model")
    return model


@pytest.mark.slow
def test_a_random_sequence_of_events_loses_or_doubles_nobody_unnoticed(
    vault: Keys, sqlite_model: Path, tmp_path: Path
) -> None:
    run_state_machine_as_test(
        lambda: Ledger(sqlite_model, vault, tmp_path),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
