"""What `tocsin send` does: look, count, ask, issue, send, report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import typer
from rich.console import Console
from sqlalchemy.exc import IntegrityError

from alerts import (
    Alert,
    Draft,
    Forecast,
    Issued,
    Office,
    Reach,
    Request,
    Rules,
    check_anybody,
    check_count,
    compose,
    forecast,
    issue,
    issued_before,
    read_override,
    rehearse,
    rules_for,
    titled,
    where,
    why_second,
)
from console.asking import check_unasked, confirm
from console.door import leave, pairs, say, show_json
from console.drafting import Drafting
from console.ending import say_issued, see_out
from console.lastscreen import LastScreen
from console.live import deliver
from console.preview import area_names, show_draft, show_forecast
from console.previewjson import forecast_json
from console.times import settle_years
from console.trials import status_shown
from console.twopersons import goes_alone, who_looks_at_it
from runtime import Actor, Exit, Home, Right, UsageProblem, counted, said


@dataclass(frozen=True, slots=True)
class Manner:
    """How the operator wants it done."""

    dry_run: bool
    to_me: bool
    expect: int | None
    unasked: bool
    override: str
    as_json: bool
    full: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether every word is shown, as for a script that sends without being asked, or only what the last screen holds."""
        return self.full or (self.unasked and not self.dry_run)


def check_typed(
    *, areas: Sequence[str] | None, groups: Sequence[str] | None, everywhere: bool, yes: bool = False, expect: int | None = None
) -> None:  # fmt: skip
    """Refuse a command that leaves open to whom it goes, or that nobody confirms; raises UsageProblem."""
    check_unasked(yes=yes, expect=expect)
    if everywhere and areas:
        raise UsageProblem(said("Give --area or --all, not both."))
    if not everywhere and not areas and not groups:
        raise UsageProblem(
            said(
                "Say where: --area CODE (`tocsin areas list` shows them), --group NAME, or --all for the whole municipality."
            )
        )


def requested(
    template: str, *, values: Sequence[str] | None, areas: Sequence[str] | None, groups: Sequence[str] | None, media: str, reach: str | None, key: str = "",
) -> Request:  # fmt: skip
    """The alert that was typed."""
    return Request(
        template,
        pairs(values or ()),
        tuple(areas or ()),
        listed(media),
        Reach(reach) if reach else None,
        key,
        tuple(groups or ()),
    )


def other_people(
    areas: Sequence[str] | None, everywhere: bool, groups: Sequence[str] | None, no_group: bool
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """The areas and groups that an alert is to have instead, each None where nothing is said of it; raises UsageProblem."""
    if everywhere and areas:
        raise UsageProblem(said("Give --area or --all, not both."))
    if no_group and groups:
        raise UsageProblem(said("Give --group or --no-group, not both."))
    where = tuple(areas or ()) if areas or everywhere else None
    return where, tuple(groups or ()) if groups or no_group else None


def listed(text: str) -> tuple[str, ...]:
    """The words of an option like `sms,email`."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


@dataclass(frozen=True, slots=True)
class Sending:
    """One `tocsin send`, from the words on the screen to the report."""

    context: typer.Context
    home: Home
    manner: Manner
    by: Actor

    def carry_out(self, request: Request) -> None:
        """Do it, and leave with the exit code that says how it went."""
        self.by.needs(Right.DRAFT_ALERTS if self.manner.dry_run else Right.SEND_ALERTS)
        office = Office.of(self.home)
        before = self._before(request)
        if before is not None:
            return self._go_on(before, office)
        read_override(self.manner.override)
        draft, expected, rules = self._look(request, office)
        if self.manner.dry_run:
            return self._only_look(draft, expected, office)
        check_anybody(expected.recipients, draft.groups)
        if self.manner.expect is not None:
            check_count(expected.recipients, self.manner.expect)
        alone = self._goes_alone(draft, expected, rules)
        if self.manner.to_me:
            self._send_to_me(draft)
        if not self.manner.unasked:
            self._confirm(draft, expected, office)
        if not alone:
            Drafting(self.home, self.by, self.manner.as_json).propose(draft, office)
            leave(Exit.REFUSED)
        issued = self._issue(draft, expected, office)
        if not issued.fresh:
            return self._go_on(issued.alert, office)
        return see_out(self.home, issued.alert, office, as_json=self.manner.as_json)

    def _go_on(self, before: Alert, office: Office) -> None:
        """The same command made it before: watch what is under way, or say what it waits for."""
        if before.dispatch_id is None:
            Drafting(self.home, self.by, self.manner.as_json).stands(before)
            leave(Exit.REFUSED)
        say(
            said(
                "The key '{key}' is that of alert {alert}, issued already; nothing new is sent.",
                key=before.key,
                alert=before.id,
            )
        )
        return see_out(self.home, before, office, as_json=self.manner.as_json)

    def _goes_alone(self, draft: Draft, expected: Forecast, rules: Rules) -> bool:
        override = self.manner.override
        if goes_alone(
            draft,
            expected.recipients,
            rules,
            override=override,
            by=self.by,
            notice=self.home.config.staff_notice,
        ):
            return True
        say(why_second(draft, expected.recipients, rules))
        say(who_looks_at_it(self.home, self.by))
        return False

    def _before(self, request: Request) -> Alert | None:
        with self.home.database.reading() as session:
            return issued_before(session, request)

    def _look(self, request: Request, office: Office) -> tuple[Draft, Forecast, Rules]:
        """Show the words and the audience, from one reading of the database."""
        now, zone = self.home.now(), office.municipality.zone
        if not self.manner.unasked:
            template = office.catalogue.find(request.template)
            given = settle_years(self.context, template, request.given, now=now, zone=zone)
            request = replace(request, given=given)
        with self.home.database.reading() as session:
            draft = compose(session, request, office, now=now)
            expected = forecast(session, self.home.keys, draft, office)
            rules = rules_for(session, office.approval, self.by.ref, now=now)
        if self.manner.shows_all:
            console = Console(stderr=True, highlight=False)
            show_draft(console, draft, office)
            show_forecast(console, expected, office.municipality)
        return draft, expected, rules

    def _only_look(self, draft: Draft, expected: Forecast, office: Office) -> None:
        """Show what the last screen would hold; raises NoRecipients where sending it would."""
        if self.manner.as_json:
            show_json(forecast_json(draft, expected))
        LastScreen.of(draft, expected, office.trials).show(self.home)
        check_anybody(expected.recipients, draft.groups)
        say(said("Nothing was sent: --dry-run."))

    def _send_to_me(self, draft: Draft) -> None:
        with self.home.database.writing() as session:
            dispatches = rehearse(session, draft, self.home, by=self.by, now=self.home.now())
        say(said("First to you:"))
        deliver(self.home, dispatches)

    def _confirm(self, draft: Draft, expected: Forecast, office: Office) -> None:
        what = counted(
            expected.recipients,
            "{template} to {count} recipient in {where}",
            "{template} to {count} recipients in {where}",
            template=titled(draft.template.name),
            where=where(area_names(draft), draft.groups),
        )
        kind = status_shown(draft.status, draft.media, office.trials)
        LastScreen.of(draft, expected, office.trials).show(self.home)
        confirm(self.context, kind, what, expected.recipients)

    def _issue(self, draft: Draft, expected: Forecast, office: Office) -> Issued:
        try:
            return self._issued(draft, expected, office)
        except IntegrityError:
            # Two commands with one key at the same moment: the database let one of them through.
            before = self._before(draft.request)
            if before is None:
                raise
            return Issued(before, False)

    def _issued(self, draft: Draft, expected: Forecast, office: Office) -> Issued:
        with self.home.database.writing() as session:
            now, override = self.home.now(), self.manner.override
            issued = issue(session, draft, office, by=self.by, now=now, override=override)
            if issued.fresh:
                check_count(issued.alert.messages, expected.messages, what="messages")
            session.expunge(issued.alert)
        if issued.fresh:
            say_issued(
                said(
                    "Alert {alert} is issued: {identifier}",
                    alert=issued.alert.id,
                    identifier=issued.alert.identifier,
                )
            )
        return issued
