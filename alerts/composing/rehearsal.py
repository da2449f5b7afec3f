"""Rehearsal: the words of a draft, sent to the operator's own phone and mailbox before anybody else
gets them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import freeze_draft
from delivery import Repeat, add_recipients, prepare_dispatch, select_recipients
from delivery.contacts import Address, keep_contacts
from runtime import Actor, Exit, Home, Problem, Right, said
from subscribers.readings import read_email, read_phone


class NoOperatorContacts(Problem):
    """`--to-me` needs to know where you are: write your `phone` and `email` under [operator] in
    tocsin.toml."""

    exit = Exit.UNREACHABLE


def rehearse_draft(
    session: Session, draft: AlertDraft, home: Home, *, by: Actor, now: datetime
) -> list[int]:
    """Send every language of a draft to the operator; returns the dispatches, one a language."""
    by.needs(Right.SEND_ALERTS)
    own = [each for each in _own_addresses(home) if each.medium in draft.media]
    if not own:
        raise NoOperatorContacts(
            said("No phone or e-mail address of yours is known for these channels.")
        )
    contact_ids = list(keep_contacts(session, home.keys, own).values())
    parcel = replace(freeze_draft(draft).parcel, repeat=Repeat.HOLD)
    dispatches = []
    for language in draft.template.languages():
        dispatch_id = prepare_dispatch(session, parcel, now=now)
        add_recipients(session, dispatch_id, select_recipients(contact_ids, language=language))
        dispatches.append(dispatch_id)
    return dispatches


def _own_addresses(home: Home) -> Iterator[Address]:
    operator = home.config.operator
    if operator.phone:
        yield read_phone(operator.phone, home.config.municipality)
    if operator.email:
        yield read_email(operator.email)
