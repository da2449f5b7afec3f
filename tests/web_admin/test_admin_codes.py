"""Where the policy asks for a second factor, a stolen token alone approves and overrides
nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pyotp
import pytest

from runtime import Actor, Database, Keys
from runtime.config import ApprovalSettings
from runtime.config.sections import SecondFactorPolicy
from staff import Role, rights_of
from staff.second_factor import draw_factor_secret, set_up_factor
from tests.web_admin.conftest import STORM, Bureau, Program, _opened, at_once

STEP = timedelta(seconds=30)
WHY = "Η πλημμύρα έφτασε στη γέφυρα"
REASON = {"override": WHY}


@dataclass
class Approver:
    """An approver at the API, with a phone."""

    program: Program
    phone: pyotp.TOTP
    recovery: str
    bureau: Bureau

    def code(self, steps: int = 0) -> str:
        return self.phone.at(self.bureau.now + STEP * steps)

    def wrong(self) -> str:
        near = {self.code(each) for each in range(-1, 2)}
        return next(each for each in ("000000", "111111", "222222", "333333") if each not in near)

    def posts(self, path: str, body: object, code: str, **headers: str) -> httpx.Response:
        return self.program.asks("POST", path, body, **{"Tocsin-Code": code}, **headers)

    def approves(self, number: int, code: str, **headers: str) -> httpx.Response:
        order = self.program.order(number)
        return self.posts(f"/v1/alerts/{number}/approve", order, code, **headers)

    def overrides(self, number: int, code: str) -> httpx.Response:
        order = self.program.order(number, **REASON)
        return self.posts(f"/v1/alerts/{number}/send", order, code)


@pytest.fixture
def guarded(database: Database, vault: Keys, now: datetime, tmp_path: Path) -> Iterator[Bureau]:
    """An office whose policy asks for codes, at approvals and overrides."""
    policy = ApprovalSettings(severities=("Severe",), second_factor=SecondFactorPolicy.BOTH)
    with _opened(database, vault, now, tmp_path, approval=policy) as found:
        yield found


def approver(bureau: Bureau, name: str = "Ελένη") -> Approver:
    member = bureau.hires(name, Role.APPROVER)
    by = Actor(name, rights_of(Role.APPROVER), f"member:{member}")
    secret, early = draw_factor_secret(), bureau.now - timedelta(hours=1)
    first = pyotp.TOTP(secret.secret).at(early)
    with bureau.home.database.writing() as session:
        codes = set_up_factor(session, bureau.home.keys, member, secret, first, by=by, now=early)
    return Approver(bureau.program(member), pyotp.TOTP(secret.secret), codes[0], bureau)


def submitted(bureau: Bureau) -> int:
    author = bureau.someone("Νίκος", Role.AUTHOR)
    number = author.drafts(STORM)
    author.posts(f"/v1/alerts/{number}/submit")
    return number


def kind(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "").removeprefix("urn:tocsin:problem:")


def test_an_approval_needs_a_code_besides_the_token(guarded: Bureau) -> None:
    eleni, number = approver(guarded), submitted(guarded)
    order = eleni.program.order(number)

    without = eleni.program.posts(f"/v1/alerts/{number}/approve", order)
    wrong = eleni.approves(number, eleni.wrong())
    right = eleni.approves(number, eleni.code())

    assert (kind(without), kind(wrong)) == ((403, "code-needed"), (403, "code-refused"))
    assert (right.status_code, right.json()["state"]) == (200, "sending")
    assert "Tocsin-Code" in without.json()["advice"]


def test_an_override_needs_a_code_besides_the_reason(guarded: Bureau) -> None:
    eleni = approver(guarded)
    number = eleni.program.drafts(STORM)

    without = eleni.program.sends(number, **REASON)
    right = eleni.overrides(number, eleni.recovery)

    assert kind(without) == (403, "code-needed")
    assert (right.status_code, right.json()["override_reason"]) == (200, WHY)


def test_an_update_by_override_needs_a_code(guarded: Bureau) -> None:
    eleni, number = approver(guarded), submitted(guarded)
    eleni.approves(number, eleni.code())
    wish = {"kind": "update", "values": {"until": "2031-01-13 14:00"}}
    path = f"/v1/alerts/{number}/corrections"
    seen = eleni.program.posts(f"{path}/preview", wish).json()
    wanted = {**wish, "content_hash": seen["content_hash"], "expect": seen["expect"], **REASON}

    without = eleni.program.posts(path, wanted)
    right = eleni.posts(path, wanted, eleni.code(1))

    assert kind(without) == (403, "code-needed")
    assert (right.status_code, right.json()["correction"]["override_reason"]) == (200, WHY)


def test_an_alert_is_taken_back_without_a_code(guarded: Bureau) -> None:
    eleni, number = approver(guarded), submitted(guarded)
    eleni.approves(number, eleni.code())
    path = f"/v1/alerts/{number}/corrections"
    wish = {"kind": "cancel", "values": {"situation": "no_danger"}}
    seen = eleni.program.posts(f"{path}/preview", wish).json()
    order = {**wish, "content_hash": seen["content_hash"], "expect": seen["expect"]}

    done = eleni.program.posts(path, order)

    assert done.status_code == 200, done.text


def test_a_member_without_an_app_cannot_approve(guarded: Bureau) -> None:
    petros, number = guarded.someone("Πέτρος", Role.APPROVER), submitted(guarded)

    answer = petros.posts(f"/v1/alerts/{number}/approve", petros.order(number))

    assert kind(answer) == (403, "no-second-factor")
    assert "tocsin staff totp" in answer.json()["advice"]


def test_another_members_code_opens_nothing(guarded: Bureau) -> None:
    eleni, petros = approver(guarded), approver(guarded, "Πέτρος")
    number = submitted(guarded)

    answer = petros.approves(number, eleni.code())

    assert kind(answer) == (403, "code-refused")
    assert eleni.approves(number, eleni.code()).status_code == 200


def test_a_code_that_was_seen_opens_nothing_again(guarded: Bureau) -> None:
    eleni = approver(guarded)
    first, second = eleni.program.drafts(STORM), eleni.program.drafts(STORM)
    eleni.overrides(first, eleni.code())

    guarded.now += STEP
    again = eleni.overrides(second, eleni.code(-1))

    assert kind(again) == (403, "used-code")


def test_a_code_at_two_alerts_at_once_sends_one(guarded: Bureau) -> None:
    eleni = approver(guarded)
    numbers = [eleni.program.drafts(STORM) for _ in range(2)]
    code = eleni.code()

    answers = at_once([partial(eleni.overrides, number, code) for number in numbers])

    assert sorted(kind(each) for each in answers) == [(200, ""), (403, "used-code")]
    assert len(guarded.rung) == 1


def test_a_guess_waits_and_a_recovery_code_does_not(guarded: Bureau) -> None:
    eleni, number = approver(guarded), submitted(guarded)
    wrong = eleni.wrong()

    guesses = at_once([partial(eleni.approves, number, wrong) for _ in range(8)])
    late = eleni.approves(number, eleni.code())
    recovered = eleni.approves(number, eleni.recovery)

    found = [kind(each) for each in guesses]
    assert found.count((403, "code-refused")) == 5
    assert found.count((429, "too-many-codes")) == 3
    assert (kind(late), late.headers["Retry-After"]) == ((429, "too-many-codes"), "60")
    assert recovered.status_code == 200


def test_a_repeat_by_its_key_needs_no_new_code(guarded: Bureau) -> None:
    eleni, number = approver(guarded), submitted(guarded)
    order, path = eleni.program.order(number), f"/v1/alerts/{number}/approve"
    key = {"Idempotency-Key": "storm-1"}

    first = eleni.posts(path, order, eleni.code(), **key)
    again = eleni.posts(path, order, eleni.code(), **key)

    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.headers["Idempotency-Replayed"], again.json()) == ("true", first.json())


def test_a_policy_of_overrides_asks_no_approver(
    database: Database, vault: Keys, now: datetime, tmp_path: Path
) -> None:
    policy = ApprovalSettings(severities=("Severe",), second_factor=SecondFactorPolicy.OVERRIDE)
    with _opened(database, vault, now, tmp_path, approval=policy) as office:
        petros, number = office.someone("Πέτρος", Role.APPROVER), submitted(office)

        order = petros.order(number)
        approved = petros.posts(f"/v1/alerts/{number}/approve", order)
        alone = petros.sends(petros.drafts(STORM), **REASON)

    assert approved.status_code == 200
    assert kind(alone) == (403, "no-second-factor")


def test_an_approver_without_such_a_policy_is_not_asked(bureau: Bureau) -> None:
    eleni, number = approver(bureau), submitted(bureau)

    approved = eleni.approves(number, "no-code-at-all")

    assert approved.status_code == 200


def test_the_journal_names_wrong_codes_and_no_code(guarded: Bureau) -> None:
    eleni, number = approver(guarded), submitted(guarded)
    wrong = eleni.wrong()
    eleni.approves(number, wrong)
    maria = guarded.someone("Ρένα", Role.ADMIN)

    entries = maria.gets("/v1/journal?limit=50").json()

    found = [each for each in entries["entries"] if each["action"] == "factor.refused"]
    assert [each["facts"] for each in found] == [{"failures": 1}]
    assert wrong not in str(found)
