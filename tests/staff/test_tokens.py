"""What opens a door and what does not: scopes, expiry, revocation at once, and one answer for every
stranger."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlmodel import select

from runtime import LOCAL_OPERATOR, Right
from staff import Role, change_role, dismiss_member, rights_of
from staff.people import HasLeftStaff, UnknownMember
from staff.tables import Token
from staff.tokens import UnknownToken, all_tokens, create_token, note_token_use, revoke_token
from staff.tokens.issuing import BadExpiry, NoSuchToken, ScopeTooWide, UnfitLabel
from tests.staff.conftest import FOUNDER, YEAR, Bureau

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_a_token_acts_as_its_member_with_the_roles_rights(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος", Role.APPROVER)

    found = bureau.lets_in(bureau.token(nikos).value)

    assert (found.name, found.ref, found.rights) == (
        "Νίκος",
        f"member:{nikos}",
        rights_of(Role.APPROVER),
    )


def test_two_tokens_of_one_person_are_the_same_person(bureau: Bureau) -> None:
    one, other = bureau.token(FOUNDER), bureau.token(FOUNDER, Right.APPROVE_ALERTS)

    assert bureau.lets_in(one.value).ref == bureau.lets_in(other.value).ref == "member:1"


def test_scopes_cut_what_the_role_may(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος")
    token = bureau.token(nikos, Right.READ_ALERTS, Right.SEND_ALERTS)

    before = bureau.lets_in(token.value).rights
    with bureau.database.writing() as session:
        change_role(session, nikos, Role.VIEWER, by=LOCAL_OPERATOR, now=bureau.now)

    assert before == {Right.READ_ALERTS, Right.SEND_ALERTS}
    assert bureau.lets_in(token.value).rights == {Right.READ_ALERTS}


def test_no_token_may_more_than_the_role(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος")

    with pytest.raises(ScopeTooWide, match="alert:approve"):
        bureau.token(nikos, Right.READ_ALERTS, Right.APPROVE_ALERTS)


@pytest.mark.parametrize("lasts", [timedelta(), -DAY, timedelta(days=367)])
def test_a_token_lasts_a_year_at_most(bureau: Bureau, lasts: timedelta) -> None:
    with pytest.raises(BadExpiry):
        bureau.token(FOUNDER, lasts=lasts)


@pytest.mark.parametrize("label", ["x" * 61, "a\nb"])
def test_a_label_can_be_read(bureau: Bureau, label: str) -> None:
    with pytest.raises(UnfitLabel), bureau.database.writing() as session:
        create_token(
            session,
            FOUNDER,
            label=label,
            expires_at=bureau.now + DAY,
            by=LOCAL_OPERATOR,
            now=bureau.now,
        )


def test_the_value_is_kept_nowhere(bureau: Bureau) -> None:
    token = bureau.token(FOUNDER)

    with bureau.database.reading() as session:
        kept = session.exec(select(Token)).one()
    secret = token.value.rpartition("_")[2]
    assert len(secret) * 4 >= 128
    assert kept.digest == sha256(secret.encode()).hexdigest()
    assert secret not in repr(kept) + repr(token)


def test_every_stranger_gets_the_same_answer(bureau: Bureau) -> None:
    token, other = bureau.token(FOUNDER), bureau.token(FOUNDER)
    start, _, secret = token.value.rpartition("_")
    strangers = (
        "",
        "toc",
        "toc_1_",
        f"{token.value} ",
        token.value.upper(),
        f"{start}_{'0' * 48}",
        f"toc_999_{secret}",
        f"toc_{other.id}_{secret}",
        f"toc_0_{secret}",
        f"toc_{'9' * 30}_{secret}",
        f"toc_١_{secret}",
        "\0",
    )

    answers = set()
    for stranger in strangers:
        with pytest.raises(UnknownToken) as refused:
            bureau.lets_in(stranger)
        answers.add((str(refused.value), refused.value.status, refused.value.exit))

    assert len(answers) == 1


def test_only_the_owner_of_a_token_learns_of_its_expiry(bureau: Bureau) -> None:
    token = bureau.token(FOUNDER, lasts=DAY)
    guess = token.value[:-1] + ("0" if token.value[-1] != "0" else "1")

    assert bureau.lets_in(token.value, DAY - SECOND)
    with pytest.raises(UnknownToken, match="expired on"):
        bureau.lets_in(token.value, DAY)
    with pytest.raises(UnknownToken) as refused:
        bureau.lets_in(guess, DAY)
    assert refused.value.details == ()


def test_a_revoked_token_opens_nothing_at_once(bureau: Bureau) -> None:
    lost, kept = bureau.token(FOUNDER), bureau.token(FOUNDER)

    for _ in range(2):
        with bureau.database.writing() as session:
            revoke_token(session, lost.id, by=LOCAL_OPERATOR, now=bureau.now)

    assert bureau.lets_in(kept.value)
    with pytest.raises(UnknownToken):
        bureau.lets_in(lost.value)


def test_a_dismissed_member_has_no_access_from_that_moment(bureau: Bureau) -> None:
    nikos = bureau.hires("Νίκος")
    token = bureau.token(nikos)
    with bureau.database.writing() as session:
        dismiss_member(session, nikos, by=LOCAL_OPERATOR, now=bureau.now)

    with pytest.raises(UnknownToken):
        bureau.lets_in(token.value)
    with pytest.raises(HasLeftStaff):
        bureau.token(nikos)
    with bureau.database.reading() as session:
        assert [each.state(bureau.now) for each in all_tokens(session, nikos)] == ["revoked"]


def test_an_unknown_member_or_token_is_named(bureau: Bureau) -> None:
    with pytest.raises(UnknownMember, match="no member 99"):
        bureau.token(99)
    with pytest.raises(NoSuchToken, match="no token 99"), bureau.database.writing() as session:
        revoke_token(session, 99, by=LOCAL_OPERATOR, now=bureau.now)


def test_the_last_use_is_noted_once_a_minute(bureau: Bureau) -> None:
    token, times = bureau.token(FOUNDER), (0, 30, 59, 60, 61)

    unnoted = []
    for after in (timedelta(seconds=each) for each in times):
        unnoted.append(bureau.is_unnoted(token.value, after))
        with bureau.database.writing() as session:
            note_token_use(session, token.id, now=bureau.now + after)

    assert unnoted == [True, False, False, True, False]
    with bureau.database.reading() as session:
        [kept] = all_tokens(session)
    assert kept.last_used_at == bureau.now + timedelta(seconds=60)


def test_a_list_tells_everything_but_the_value(bureau: Bureau) -> None:
    token = bureau.token(FOUNDER, Right.ADMINISTER, Right.READ_ALERTS)

    with bureau.database.reading() as session:
        [kept] = all_tokens(session)

    assert (kept.id, kept.member, kept.scopes) == (token.id, "Μαρία", ("admin", "alert:read"))
    assert [kept.state(bureau.now), kept.state(bureau.now + YEAR)] == ["active", "expired"]
