"""Edits: what a resident's profile becomes by changes to it."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TypeVar

from runtime import UsageProblem, said
from subscribers.groups import regrouped
from subscribers.people import Changes, Edit, Profile
from templates import Topic

T = TypeVar("T")


class NothingChosen(UsageProblem):
    """Without any the resident would be told everything. Add another one in the same command, or
    say --everywhere or --every-topic."""

    for_programs = "Without any the resident would be told everything. Add another one in the same request, or say `everywhere` or `every_topic`."


def changed_profile(before: Profile, changes: Changes) -> Profile:
    """The profile after changes to it; raises NothingChosen."""
    return replace(
        before,
        name=before.name if changes.name is None else changes.name,
        language=changes.language or before.language,
        first_medium=changes.first_medium or before.first_medium,
        zones=_edited(before.zones, changes.zones, said("That was the last zone.")),
        topics=_edited(before.topics, changes.topics, said("That was the last topic.")),
        groups=regrouped(before.groups, changes.groups),
        needs_help=before.needs_help if changes.needs_help is None else changes.needs_help,
        landline=before.landline if changes.landline is None else changes.landline,
        normal_letters=before.normal_letters
        if changes.normal_letters is None
        else changes.normal_letters,
    )


def _edited(before: frozenset[T], edit: Edit[T] | frozenset[T], what: str) -> frozenset[T]:
    """Who has none is told everything: adding one to that does not narrow it."""
    if not isinstance(edit, Edit):
        return edit
    after = edit.apply(before) if before else before
    if before and not after:
        raise NothingChosen(what)
    return after


def changed_names(changes: Changes) -> Iterator[str]:
    """What is to change, by name alone: a journal keeps no value."""
    untouched = Changes()
    return (
        field.name
        for field in fields(changes)
        if getattr(changes, field.name) != getattr(untouched, field.name)
    )


def refused_and_wanted(
    topics: Edit[Topic] | frozenset[Topic],
) -> tuple[frozenset[Topic], frozenset[Topic]]:
    """The topics that an edit takes away, and those that it brings."""
    if isinstance(topics, Edit):
        return topics.remove, topics.add
    return frozenset(), topics or frozenset(Topic)
