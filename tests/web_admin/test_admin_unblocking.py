"""Staff see over the API which contact gets nothing, and open it again."""

import pytest
from sqlalchemy import text

from runtime import Right
from staff import Role
from tests.web_admin.conftest import Bureau


@pytest.fixture
def bounced(bureau: Bureau) -> Bureau:
    """An office in which Anna's mails came back."""
    with bureau.home.database.writing() as session:
        session.execute(
            text(
                "UPDATE contact SET block = 'bounced', block_code = '5.1.1' WHERE medium = 'email'"
            )
        )
    return bureau


def test_a_blocked_contact_is_shown_with_its_reason_and_unblocked(bounced: Bureau) -> None:
    clerk = bounced.someone("Νίκος", Role.ADMIN)

    before = clerk.gets("/v1/residents/2").json()["contacts"]
    answer = clerk.posts("/v1/residents/2/unblock", {"contacts": ["anna@example.gr"]}, "once")
    again = clerk.posts("/v1/residents/2/unblock", {"contacts": ["anna@example.gr"]}, "once")
    after = clerk.gets("/v1/residents/2").json()["contacts"]

    assert [(each["block"], each["block_code"]) for each in before] == [
        ("", ""),
        ("bounced", "5.1.1"),
    ]
    assert answer.json() == again.json()
    assert [(each["block"], each["block_code"]) for each in answer.json()["unblocked"]] == [
        ("bounced", "5.1.1")
    ]
    assert [each["block"] for each in after] == ["", ""]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("1/unblock", {}, 409),
        ("2/unblock", {"contacts": ["6900000001"]}, 422),
        ("2/unblock", {"contacts": ["+3021"]}, 422),
        ("99/unblock", {}, 404),
        ("2/unblock", {"who": "all"}, 422),
    ],
)
def test_a_contact_that_cannot_be_unblocked_is_refused(
    bounced: Bureau, path: str, body: dict[str, object], status: int
) -> None:
    clerk = bounced.someone("Νίκος", Role.ADMIN)

    assert clerk.posts(f"/v1/residents/{path}", body).status_code == status


def test_a_program_that_may_only_read_unblocks_nothing(bounced: Bureau) -> None:
    reader = bounced.program(bounced.hires("Νίκος", Role.ADMIN), Right.READ_RESIDENTS)

    assert reader.posts("/v1/residents/2/unblock", {}).status_code == 403
    assert reader.gets("/v1/residents/2").json()["contacts"][1]["block"] == "bounced"
