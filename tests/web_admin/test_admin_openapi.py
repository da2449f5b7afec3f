"""The OpenAPI document is true: hundreds of requests made up from it, good and bad, are answered as
it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from runtime import Database
from staff import Role
from tests.web_admin.conftest import Bureau, Program

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth"
TRIES = {"sqlite": 16, "postgresql": 4}  # a route


@pytest.fixture
def founder(bureau: Bureau) -> Program:
    """Somebody who is not among the first numbers, which are dismissed and revoked on the way."""
    for number in range(30):
        bureau.program(bureau.hires(f"member {number}", Role.ADMIN))
    return bureau.someone("Ελένη", Role.ADMIN)


@pytest.mark.slow
def test_made_up_requests_are_answered_as_the_document_says(
    founder: Program, database: Database, tmp_path: Path
) -> None:
    schemathesis = Path(sys.executable).with_name("st")
    tries = TRIES["sqlite" if database.is_sqlite else "postgresql"]

    ran = subprocess.run(
        [
            schemathesis,
            "run",
            f"{founder.url}/openapi.json",
            "-H",
            f"Authorization: Bearer {founder.token}",
            "--checks",
            CHECKS,
            "--phases",
            "examples,fuzzing",
            "-n",
            str(tries),
            "--seed",
            "1",
            "--no-shrink",
            "--generation-database",
            "none",
            "--suppress-health-check",
            "all",
            "--warnings",
            "off",
            "--continue-on-failure",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert ran.returncode == 0, ran.stdout
    [made, passed] = re.findall(r"(\d+) generated, (\d+) passed", ran.stdout)[0]
    assert made == passed
    assert int(made) >= 30 * tries
    assert founder.gets("/v1/me").status_code == 200


def test_the_document_is_whole(admins: Program) -> None:
    document = Program(admins.url, "").gets("/openapi.json").json()
    operations = [each for path in document["paths"].values() for each in path.values()]

    assert document["openapi"].startswith("3.1")
    for operation in operations:
        assert operation["summary"]
        assert operation["security"] == [{"token": []}]
        assert "Needs `" in operation["description"]
        assert {"400", "401", "403", "404", "422", "503"} <= operation["responses"].keys()
        assert all(
            "application/problem+json" in operation["responses"][code]["content"]
            for code in ("401", "422")
        )
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_document_loads_nothing_and_no_page_is_served(admins: Program) -> None:
    assert [admins.gets(path).status_code for path in ("/docs", "/redoc", "/")] == [404, 404, 404]
