"""Who works for the office: roles and their rights, one administrator at least, and names that
stay."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlmodel import Session

from runtime import Actor, Database, Keys, Right
from runtime.problems import NotAllowed
from staff import (
    Role,
    UnfitName,
    add_member,
    all_members,
    change_role,
    dismiss_member,
    find_member,
    names_of,
    rights_of,
)
from staff.people import HasLeftStaff, LastAdmin, NameTaken, UnknownMember
from staff.tokens import administered_until, create_token, revoke_token
from tests.staff.conftest import FOUNDER, YEAR, Bureau

ADMIN = Actor("Maria", frozenset({Right.ADMINISTER}), "member:1")
AUTHOR = Actor("Nikos", rights_of(Role.APPROVER), "member:2")

MAY = {
    Role.VIEWER: {"alert:read"},
    Role.AUTHOR: {
        "alert:draft",
        "alert:send",
        "subscriber:read",
        "subscriber:write",
        "schedule:write",
    },
    Role.APPROVER: {"alert:approve", "journal:read"},
    Role.ADMIN: {"subscriber:export", "area:write", "admin"},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_has_its_own_rights_and_those_below(role: Role) -> None:
    ranks = list(Role)

    assert rights_of(role) == set().union(*(MAY[each] for each in ranks[: ranks.index(role) + 1]))


def test_only_an_administrator_changes_the_staff(bureau: Bureau) -> None:
    mine, by, now = bureau.token(FOUNDER), AUTHOR, bureau.now
    verbs: tuple[Callable[[Session], object], ...] = (
        lambda session: add_member(session, "Νίκος", Role.ADMIN, by=by, now=now),
        lambda session: change_role(session, FOUNDER, Role.VIEWER, by=by, now=now),
        lambda session: dismiss_member(session, FOUNDER, by=by, now=now),
        lambda session: create_token(session, FOUNDER, expires_at=now + YEAR, by=by, now=now),
        lambda session: revoke_token(session, mine.id, by=by, now=now),
    )

    for verb in verbs:
        with pytest.raises(NotAllowed), bureau.database.writing() as session:
            verb(session)

    assert bureau.lets_in(mine.value).ref == "member:1"


def test_the_first_member_is_an_administrator(
    database: Database, vault: Keys, now: datetime
) -> None:
    with pytest.raises(LastAdmin, match="--role admin"):
        Bureau(database, now, vault).hires("Νίκος", Role.VIEWER)


@pytest.mark.parametrize("name", ["", "   ", "12", "x" * 121, "Ni\nkos", "\u202eNikos"])
def test_a_name_that_could_not_be_read_is_refused(bureau: Bureau, name: str) -> None:
    with pytest.raises(UnfitName):
        bureau.hires(name)


def test_a_name_is_nobody_elses_even_after_its_owner_left(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος")
    with bureau.database.writing() as session:
        dismiss_member(session, nikos, by=ADMIN, now=bureau.now)

    with pytest.raises(NameTaken):
        bureau.hires(" Νίκος ")


def test_a_member_is_found_by_number_and_by_name(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος")

    with bureau.database.reading() as session:
        found = [find_member(session, word).id for word in (str(nikos), "Νίκος")]
        names = names_of(session, ["member:1", "member:99", "scheduler"])
        with pytest.raises(UnknownMember):
            find_member(session, "Νίκη")

    assert found == [nikos, nikos]
    assert names == {"member:1": "Μαρία", "member:99": "member:99", "scheduler": "scheduler"}


@pytest.mark.parametrize(
    "verb", [dismiss_member, lambda s, m, **who: change_role(s, m, Role.AUTHOR, **who)]
)
def test_the_last_administrator_stays(bureau: Bureau, verb: Callable[..., None]) -> None:
    with pytest.raises(LastAdmin), bureau.database.writing() as session:
        verb(session, FOUNDER, by=ADMIN, now=bureau.now)
    bureau.hires("Ελένη", Role.ADMIN)

    with bureau.database.writing() as session:
        verb(session, FOUNDER, by=ADMIN, now=bureau.now)


def test_two_administrators_who_leave_at_once_cannot_both_go(bureau: Bureau) -> None:
    both, start, refused = (FOUNDER, bureau.hires("Ελένη", Role.ADMIN)), Barrier(2), []

    def leave(member: int) -> None:
        start.wait()
        try:
            with bureau.database.writing() as session:
                dismiss_member(session, member, by=ADMIN, now=bureau.now)
        except LastAdmin as problem:
            refused.append(problem)

    leaving = [Thread(target=leave, args=(member,)) for member in both]
    for thread in leaving:
        thread.start()
    for thread in leaving:
        thread.join()

    with bureau.database.reading() as session:
        left = [member.id for member in all_members(session) if member.left_at]
    assert (len(refused), len(left)) == (1, 1)


def test_a_member_who_left_is_listed_and_cannot_be_changed(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος")
    with bureau.database.writing() as session:
        dismiss_member(session, nikos, by=ADMIN, now=bureau.now)

    for verb in (dismiss_member, lambda s, m, **who: change_role(s, m, Role.ADMIN, **who)):
        with pytest.raises(HasLeftStaff), bureau.database.writing() as session:
            verb(session, nikos, by=ADMIN, now=bureau.now)
    with bureau.database.reading() as session:
        assert [(each.ref, bool(each.left_at)) for each in all_members(session)] == [
            ("member:1", False),
            (f"member:{nikos}", True),
        ]


def test_the_owner_of_the_home_administers_while_no_token_does(
    bureau: Bureau,
) -> None:
    def needed() -> bool:
        with bureau.database.reading() as session:
            return administered_until(session, now=bureau.now) is None

    before = needed()
    bureau.token(FOUNDER, Right.READ_ALERTS)
    bureau.token(bureau.hires("Νίκος"))
    narrow = needed()
    bureau.token(FOUNDER)

    assert (before, narrow, needed()) == (True, True, False)
