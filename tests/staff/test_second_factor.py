"""A second factor: the codes of RFC 6238, each once; who guesses waits, and who lost the phone has
ten codes more."""

from base64 import b32encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlmodel import select

from runtime import Actor, Problem, Right
from runtime.keys import Key, KeyRing, Keys
from runtime.problems import NotAllowed
from runtime.resealing import reseal_column, sealed_columns
from staff import Role, dismiss_member, makers_of
from staff.second_factor import (
    CodeNeeded,
    CodeProof,
    CodeRefused,
    FactorSecret,
    approvers_without_factor,
    check_proof,
    draw_factor_secret,
    has_factor,
    often_refused,
    remove_factor,
    set_up_factor,
    spend_code,
)
from staff.second_factor.setting_up import HasSecondFactor
from staff.second_factor.spending import NoSecondFactor, TooManyCodes, UsedCode
from staff.tables import JournalEntry, SecondFactor
from tests.staff.conftest import FOUNDER, Bureau

STEP = timedelta(seconds=30)
RFC = FactorSecret(b32encode(b"12345678901234567890").decode())
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
WRONG = "000000"


@dataclass
class Phone:
    """A member with an authenticator app."""

    bureau: Bureau
    by: Actor
    secret: FactorSecret
    recovery: Sequence[str] = ()

    def code(self, at: datetime) -> str:
        return pyotp.TOTP(self.secret.secret).at(at)

    def spends(self, code: str, at: datetime) -> CodeProof:
        return spend_code(self.bureau.database, self.bureau.keys, code, by=self.by, now=at)

    def guesses(self, times: int, at: datetime) -> list[type[Problem]]:
        found: list[type[Problem]] = []
        for _ in range(times):
            with pytest.raises(Problem) as refused:
                self.spends(self.wrong(at), at)
            found.append(refused.type)
        return found

    def wrong(self, at: datetime) -> str:
        near = {self.code(at + STEP * each) for each in range(-1, 2)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


@pytest.fixture
def phone(bureau: Bureau) -> Phone:
    """Maria's, whose first code was taken an hour ago."""
    maria = Actor("Μαρία", frozenset(Right), f"member:{FOUNDER}")
    owner = Phone(bureau, maria, draw_factor_secret())
    early = bureau.now - timedelta(hours=1)
    with bureau.database.writing() as session:
        owner.recovery = set_up_factor(
            session,
            bureau.keys,
            FOUNDER,
            owner.secret,
            owner.code(early),
            by=maria,
            now=early,
        )
    return owner


def acts_of(bureau: Bureau) -> list[tuple[str, str]]:
    with bureau.database.reading() as session:
        entries = session.exec(select(JournalEntry).order_by(JournalEntry.seq)).all()  # type: ignore[arg-type]
        return [(each.action, each.facts) for each in entries if each.action.startswith("factor")]


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)

    assert list(RFC.steps_of(code, moment)) == [seconds // 30]


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(phone: Phone, steps: int, taken: bool) -> None:
    now = phone.bureau.now
    code = phone.code(now + STEP * steps)

    if taken:
        assert phone.spends(code, now) == CodeProof(phone.by.ref)
        return
    with pytest.raises(CodeRefused):
        phone.spends(code, now)


def test_a_code_works_once_within_its_window(phone: Phone) -> None:
    now = phone.bureau.now
    code = phone.code(now)
    phone.spends(f" {code[:3]} {code[3:]} ", now)

    with pytest.raises(UsedCode):
        phone.spends(code, now + STEP)
    with pytest.raises(UsedCode):
        phone.spends(phone.code(now - STEP), now)
    phone.spends(phone.code(now + STEP), now + STEP)


def test_the_first_code_is_used_by_the_setting_up(phone: Phone) -> None:
    early = phone.bureau.now - timedelta(hours=1)

    with pytest.raises(UsedCode):
        phone.spends(phone.code(early), early)


def test_a_code_opens_once_of_eight_at_once(phone: Phone) -> None:
    now = phone.bureau.now
    code = phone.code(now)

    def tried(_: int) -> bool:
        try:
            phone.spends(code, now)
        except (UsedCode, TooManyCodes):
            return False
        return True

    with ThreadPoolExecutor(8) as at_once:
        assert sum(at_once.map(tried, range(8))) == 1


def test_guesses_are_looked_at_five_times_of_twenty(phone: Phone) -> None:
    now = phone.bureau.now

    def guess(_: int) -> type[Problem]:
        return phone.guesses(1, now)[0]

    with ThreadPoolExecutor(8) as at_once:
        found = list(at_once.map(guess, range(20)))

    assert (found.count(CodeRefused), found.count(TooManyCodes)) == (5, 15)
    assert [action for action, _ in acts_of(phone.bureau)].count("factor.refused") == 5


def test_a_guess_waits_longer_each_time(phone: Phone) -> None:
    now = phone.bureau.now
    phone.guesses(5, now)

    with pytest.raises(TooManyCodes):
        phone.spends(phone.code(now), now + timedelta(seconds=29))
    assert phone.guesses(1, now + STEP) == [CodeRefused]
    assert phone.guesses(1, now + STEP * 2) == [TooManyCodes]
    later = now + timedelta(minutes=2)
    phone.spends(phone.code(later), later)
    assert phone.guesses(1, later + STEP) == [CodeRefused]


def test_a_wait_is_a_quarter_of_an_hour_at_most(phone: Phone) -> None:
    now = phone.bureau.now
    with phone.bureau.database.writing() as session:
        factor = session.get_one(SecondFactor, FOUNDER)
        factor.failures, factor.last_failed_at = 500, now

    with pytest.raises(TooManyCodes):
        phone.spends(phone.code(now), now + timedelta(minutes=14))
    later = now + timedelta(minutes=15)
    assert phone.spends(phone.code(later), later)


def test_a_recovery_code_works_once_while_others_wait(phone: Phone) -> None:
    now = phone.bureau.now
    phone.guesses(6, now)

    phone.spends(phone.recovery[3].upper(), now)

    phone.guesses(5, now)
    with pytest.raises(Problem):
        phone.spends(phone.recovery[3], now)
    assert phone.spends(phone.recovery[4], now)
    assert ("factor.recovered", '{"remaining":9}') in acts_of(phone.bureau)


def test_recovery_codes_are_ten_different_ones(phone: Phone) -> None:
    assert len(set(phone.recovery)) == 10


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "１２３４５６", "λλλλλλ", "a" * 12, "\0" * 6]
)
def test_a_word_that_is_no_code_is_refused(phone: Phone, typed: str) -> None:
    with pytest.raises(CodeRefused):
        phone.spends(typed, phone.bureau.now)


def test_a_code_is_good_for_its_own_member_alone(phone: Phone) -> None:
    bureau = phone.bureau
    nikos = Actor("Νίκος", frozenset(Right), f"member:{bureau.hires('Νίκος', Role.APPROVER)}")
    code = phone.code(bureau.now)

    with pytest.raises(NoSecondFactor):
        spend_code(bureau.database, bureau.keys, code, by=nikos, now=bureau.now)
    proof = phone.spends(code, bureau.now)
    with bureau.database.writing() as session, pytest.raises(NoSecondFactor):
        check_proof(session, nikos, proof)


def test_no_proof_or_that_of_another_proves_nothing(phone: Phone) -> None:
    with phone.bureau.database.reading() as session:
        for proof in (None, CodeProof("member:2")):
            with pytest.raises(CodeNeeded):
                check_proof(session, phone.by, proof)


def test_the_secret_is_not_in_the_database(phone: Phone) -> None:
    with phone.bureau.database.reading() as session:
        kept = session.get_one(SecondFactor, FOUNDER).content

    assert phone.secret.secret.encode() not in kept
    assert phone.secret.secret not in repr(phone.secret)
    assert all(code not in str(acts_of(phone.bureau)) for code in phone.recovery)


def test_a_rotated_key_seals_the_secret_anew(phone: Phone) -> None:
    bureau = phone.bureau
    ring = KeyRing(Key.drawn(bureau.keys.number + 1), (bureau.keys.ring.own,))
    column = next(each for each in sealed_columns() if each.name == "second_factor.content")

    done = reseal_column(bureau.database, Keys(ring), column, lambda _: None)
    bureau.keys = Keys(ring.without_old_links())

    assert done.values == 1
    assert phone.spends(phone.code(bureau.now), bureau.now)


def test_a_wrong_first_code_keeps_nothing(bureau: Bureau) -> None:
    maria = Actor("Μαρία", frozenset(Right), f"member:{FOUNDER}")
    secret = draw_factor_secret()

    with bureau.database.writing() as session, pytest.raises(CodeRefused):
        wrong = Phone(bureau, maria, secret).wrong(bureau.now)
        set_up_factor(session, bureau.keys, FOUNDER, secret, wrong, by=maria, now=bureau.now)

    with bureau.database.reading() as session:
        assert not has_factor(session, maria.ref)


def test_a_second_one_does_not_take_its_place(phone: Phone) -> None:
    bureau, other = phone.bureau, draw_factor_secret()
    code = Phone(bureau, phone.by, other).code(bureau.now)

    with bureau.database.writing() as session, pytest.raises(HasSecondFactor):
        set_up_factor(session, bureau.keys, FOUNDER, other, code, by=phone.by, now=bureau.now)


def test_an_administrator_alone_sets_up_anothers(bureau: Bureau) -> None:
    nikos = Actor("Νίκος", frozenset({Right.APPROVE_ALERTS}), f"member:{bureau.hires('Νίκος')}")
    secret = draw_factor_secret()
    code = Phone(bureau, nikos, secret).code(bureau.now)

    with bureau.database.writing() as session, pytest.raises(NotAllowed):
        set_up_factor(session, bureau.keys, FOUNDER, secret, code, by=nikos, now=bureau.now)
    with bureau.database.writing() as session, pytest.raises(NotAllowed):
        remove_factor(session, FOUNDER, by=nikos, now=bureau.now)


def test_an_administrators_own_is_removed_with_a_code(phone: Phone) -> None:
    bureau = phone.bureau
    with bureau.database.writing() as session, pytest.raises(CodeNeeded):
        remove_factor(session, FOUNDER, by=phone.by, now=bureau.now)
    proof = phone.spends(phone.code(bureau.now), bureau.now)

    with bureau.database.writing() as session:
        remove_factor(session, FOUNDER, by=phone.by, now=bureau.now, proof=proof)

    with bureau.database.reading() as session:
        assert not has_factor(session, phone.by.ref)
        assert session.get_one(SecondFactor, FOUNDER).content == b""


def test_approvers_without_one_are_named(phone: Phone) -> None:
    phone.bureau.hires("Νίκος", Role.APPROVER)
    phone.bureau.hires("Ελένη", Role.AUTHOR)

    with phone.bureau.database.reading() as session:
        assert approvers_without_factor(session) == ["Νίκος"]


def test_many_wrong_codes_are_told(phone: Phone) -> None:
    now = phone.bureau.now
    phone.guesses(4, now)
    with phone.bureau.database.reading() as session:
        before = often_refused(session, since=now - STEP)
    phone.guesses(1, now)

    with phone.bureau.database.reading() as session:
        assert (before, often_refused(session, since=now - STEP)) == ([], [("Μαρία", 5)])
        assert often_refused(session, since=now) == []


def test_a_member_who_leaves_takes_the_app_away(phone: Phone) -> None:
    bureau = phone.bureau
    bureau.hires("Νίκος", Role.ADMIN)

    with bureau.database.writing() as session:
        dismiss_member(session, FOUNDER, by=phone.by, now=bureau.now)

    with bureau.database.reading() as session:
        assert session.get(SecondFactor, FOUNDER) is None


def test_an_administrator_who_sets_up_anothers_is_its_maker(phone: Phone) -> None:
    bureau, secret = phone.bureau, draw_factor_secret()
    early = bureau.now - timedelta(days=3)
    at, bureau.now = bureau.now, early
    nikos = bureau.hires("Νίκος", Role.APPROVER)
    code = Phone(bureau, phone.by, secret).code(at)
    with bureau.database.writing() as session:
        before = makers_of(session, f"member:{nikos}", now=at)
        set_up_factor(session, bureau.keys, nikos, secret, code, by=phone.by, now=at)

    with bureau.database.reading() as session:
        after = makers_of(session, f"member:{nikos}", now=at)
        assert (before, phone.by.ref in after) == (frozenset(), True)
