"""A long import over the API: the server is stopped in the midst of it and started again, and it
goes on behind what is committed."""

from typing import Any

from tests.journeys.conftest import COLUMNS, Installation, until
from tests.journeys.doors import open_doors

ROWS = 12_000


def rows() -> bytes:
    people = (f"Δοκιμή,el,69300{each:05d},,,,,form,2026-01-02" for each in range(ROWS))
    return "\n".join([",".join(COLUMNS), *people, ""]).encode()


def test_an_import_goes_on_in_whichever_process_stays(bare: Installation) -> None:
    def standing() -> dict[str, Any]:
        return bare.tocsin("residents", "imports", "1", "--json").json

    with open_doors(bare) as doors:
        answer = doors.program.post(
            "/v1/residents/import", content=rows(), headers={"Content-Type": "text/csv"}
        )
        until(lambda: doors.program.get(answer.headers["Location"]).json()["reached"])
        _, err = doors.closes()
    stopped = standing()
    bare.running.append(bare._begins("worker"))
    until(lambda: standing()["state"] == "done")

    assert (answer.status_code, "Traceback" in err) == (202, False)
    assert (stopped["state"], 0 < stopped["imported"] < ROWS) == ("waiting", True)
    assert [standing()[count] for count in ("imported", "unchanged", "rejected")] == [ROWS, 0, 0]
