"""Link tests: once a day each channel carries a test message to staff, so that one that is dead is
known before the night.

It goes straight to the channel: what is handed to delivery goes by the first channel that works,
and no other is tried."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from sqlmodel import Session

from channels import ChannelFailure, Medium, Message, Outcome, Receipt, Wording
from channels.registry import Contained, open_contained, order_routes
from checks.fault_notices import link_test, not_taken
from checks.names import reason
from checks.results import CheckResult, warn
from checks.trials import UNFINISHED, claim_test, note_test
from delivery import tell_staff
from delivery.quarantine import quarantined_since
from engine import Job
from runtime import Home, Problem, moment, said

LOOK_SECONDS = 20.0
LONGEST_SECONDS = 60.0
LATE = timedelta(hours=1)  # noticed later, a test is left out: nobody is woken for it


def link_test_job(home: Home) -> Job:
    """The job of testing each channel at the hour that `[watch]` names."""
    return LinkTesting(home).go_on


@dataclass(slots=True)
class LinkTesting:
    """What one process does for it; of several, one tests."""

    home: Home
    due_at: float = 0.0

    async def go_on(self) -> None:
        """Test what is due; a channel that hangs or raises keeps no other from being tested."""
        if monotonic() < self.due_at:
            return
        self.due_at = monotonic() + LOOK_SECONDS
        if not await self.home.database.read(self._is_due):
            return
        for medium, name in await self.home.database.write(self._claimed):
            trouble = await self._try(medium, name)
            await self.home.database.write(partial(self._note, name=name, trouble=trouble))

    def _is_due(self, session: Session) -> bool:
        """Whether a test fell due within the last hour, asked without the writer's lock."""
        now = moment(session)
        return now - last_slot(self.home, now) <= LATE and quarantined_since(session) is None

    def _claimed(self, session: Session) -> list[tuple[Medium, str]]:
        """The channels whose test is this process's to make: claimed before anything leaves, so
        that none is tested twice."""
        now = moment(session)
        slot = last_slot(self.home, now)
        channels = tested_channels(self.home)
        return [
            (medium, name)
            for medium, name in channels
            if claim_test(session, name, before=slot, now=now)
        ]

    async def _try(self, medium: Medium, name: str) -> str:
        config = self.home.config
        try:
            channel = open_contained(
                name, config.channels, self.home.path, config.municipality.name
            )
        except Problem as problem:
            return f"{Outcome.MISCONFIGURED} {type(problem).__name__}"
        try:
            told = [await self._send(channel, medium, to) for to in staff_at(self.home, medium)]
        finally:
            await channel.close()
        return next((each for each in told if each), "")

    async def _send(self, channel: Contained, medium: Medium, to: str) -> str:
        try:
            receipt = await channel.send(_message(self.home, medium, to), seconds=LONGEST_SECONDS)
        except ChannelFailure as failure:
            receipt = Receipt(failure.outcome, code=failure.code)
        return (
            ""
            if receipt.outcome is Outcome.ACCEPTED
            else f"{receipt.outcome} {receipt.code}".strip()
        )

    def _note(self, session: Session, *, name: str, trouble: str) -> None:
        note_test(session, name, trouble)
        if trouble:
            told = self.home.config.staff_notice
            tell_staff(
                session, self.home.keys, told, not_taken(failed(name, trouble)), now=moment(session)
            )


def tested_channels(home: Home) -> Sequence[tuple[Medium, str]]:
    """The channels that have somebody to be tested with, in the order of the routes."""
    routes = order_routes(home.config.routes)
    return [
        (medium, name)
        for medium, names in routes.items()
        if staff_at(home, medium)
        for name in names
    ]


def staff_at(home: Home, medium: Medium) -> Sequence[str]:
    """The addresses of `[staff_notice]` that a medium reaches."""
    told = home.config.staff_notice
    return {Medium.SMS: told.phones, Medium.EMAIL: told.emails}[medium]


def last_slot(home: Home, now: datetime) -> datetime:
    """When the last test fell due, by the clocks of the municipality."""
    return last_at(home.config.watch.test_at, home.config.municipality.local(now))


def last_at(time: str, local: datetime) -> datetime:
    """When it was last so late, such as 17:00."""
    hour, minute = map(int, time.split(":"))
    today = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def failed(name: str, trouble: str) -> CheckResult:
    """What staff read of a channel that did not take its test message."""
    what = said(
        "channel '{name}' did not take its test message: {why}", name=name, why=_why(trouble)
    )
    return warn(what, "tocsin doctor")


def _why(trouble: str) -> str:
    if trouble == UNFINISHED:
        return said("the test came to no end")
    outcome, _, code = trouble.partition(" ")
    return (
        reason(trouble) if outcome != Outcome.UNKNOWN else said("nobody knows ({code})", code=code)
    )


def _message(home: Home, medium: Medium, to: str) -> Message:
    note = link_test(home.config.staff_notice.language, home.config.watch.test_at)
    words = note.sms if medium is Medium.SMS else note.text
    wording = Wording(
        0, medium, home.config.staff_notice.language, words, note.subject, parts=note.parts
    )
    # No delivery has the number 0, so whatever is told of it moves nothing.
    token, until = f"0-{secrets.token_hex(6)}", monotonic() + LONGEST_SECONDS
    return Message(
        token,
        to,
        wording,
        datetime.now(home.config.municipality.zone) + timedelta(seconds=LONGEST_SECONDS),
        leave_by=until,
    )
