"""Imports over the API are jobs: answered at once, shown while they run, called off, and taken up
again where they were."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from runtime import LOCAL_OPERATOR, Exit, Problem, Right, moment, said
from subscribers.jobs import AttendedImport
from subscribers.jobs.attended import CalledOff
from subscribers.jobs.carrying_out import carry_out_jobs
from subscribers.jobs.tables import CONTENTS, JOBS
from subscribers.lists import ImportTerms, ResidentImport, open_list
from subscribers.lists.rejects import NoFile
from tests.web_admin.conftest import Bureau, Program

CSV = {"Content-Type": "text/csv"}
PATH = "/v1/residents/import"
HEADINGS = "name,language,phone,email,zones,groups,topics,consent_source,consent_at\n"


def rows(number: int) -> bytes:
    people = (f"Δοκιμή,el,69300{each:05d},,,,,form,2026-03-31\n" for each in range(number))
    return (HEADINGS + "".join(people)).encode()


def hands_in(program: Program, content: bytes, query: str = "", key: str = "") -> str:
    """The address of the job."""
    answer = program.asks(
        "POST", PATH + query, content, **CSV, **({"Idempotency-Key": key} if key else {})
    )
    assert answer.status_code == 202, answer.text
    return str(answer.headers["Location"])


def stored(bureau: Bureau, table: object) -> bytes:
    with bureau.home.database.reading() as session:
        return repr(session.execute(select(table)).all()).encode()  # type: ignore[call-overload]


def times(number: int) -> Callable[[], bool]:
    """Says stop when it was asked so often."""
    left = [False] * number
    return lambda: not left or left.pop()


def test_a_file_is_answered_at_once_and_carried_out_later(bureau: Bureau) -> None:
    program = bureau.program(1)

    place = hands_in(program, rows(3))
    before = program.gets(place).json()
    carry_out_jobs(bureau.home, lambda: False)
    after = program.gets(place).json()

    assert (before["state"], before["imported"], before["reached"], before["lines"]) == (
        "waiting",
        0,
        0,
        4,
    )
    assert (after["state"], after["imported"], after["reached"], after["problem"]) == (
        "done",
        3,
        4,
        "",
    )
    assert [each["import"] for each in program.gets("/v1/residents/imports").json()["imports"]] == [
        1
    ]


def test_the_same_key_is_the_same_job(bureau: Bureau) -> None:
    program = bureau.program(1)

    places = {hands_in(program, rows(1), key="may") for _ in range(3)}

    assert places == {"/v1/residents/imports/1"}


def test_a_stopped_import_goes_on_behind_the_committed_rows(bureau: Bureau) -> None:
    program = bureau.program(1)
    place = hands_in(
        program, rows(2500) + rows(3).partition(b"\n")[2] + b"X,el,,,,,,form,2026-03-31\n"
    )

    carry_out_jobs(bureau.home, times(1))
    stopped = program.gets(place).json()
    carry_out_jobs(bureau.home, lambda: False)
    done = program.gets(place).json()

    assert (stopped["state"], stopped["imported"], stopped["reached"]) == ("waiting", 1000, 1001)
    assert (done["state"], done["imported"], done["unchanged"], done["rejected"]) == (
        "done",
        2500,
        0,
        4,
    )
    assert done["errors"][0]["problem"].startswith("It is already on row 2.")


def test_an_import_that_is_called_off_leaves_what_is_committed(bureau: Bureau) -> None:
    program = bureau.program(1)
    place = hands_in(program, rows(2500))
    looks = iter(range(9))

    def called_off() -> bool:
        if next(looks) == 1:
            assert program.posts(f"{place}/cancel").status_code == 200
        return False

    carry_out_jobs(bureau.home, called_off)
    seen = program.gets(place).json()

    assert (seen["state"], seen["imported"], seen["reached"]) == ("cancelled", 1000, 1001)
    assert program.posts(f"{place}/cancel").status_code == 409
    assert stored(bureau, CONTENTS) == b"[]"
    assert program.posts("/v1/residents/imports/99/cancel").status_code == 404


def test_an_imported_file_is_never_in_clear_in_the_database(bureau: Bureau) -> None:
    program = bureau.program(1)

    hands_in(
        program,
        HEADINGS.encode()
        + "Άννα Δοκιμίδου,el,6930012345,anna@example.gr,,,,form,2026-03-31\n".encode(),
    )
    waiting = stored(bureau, CONTENTS) + stored(bureau, JOBS)
    carry_out_jobs(bureau.home, lambda: False)

    for word in ("Δοκιμ", "6930012345", "anna@"):
        assert repr(word).strip("'").encode() not in waiting + stored(bureau, JOBS)
    assert stored(bureau, CONTENTS) == b"[]"


def test_names_are_shown_to_whoever_may_read_them(small_bureau: Bureau) -> None:
    reader, writer = small_bureau.program(1), small_bureau.program(1, Right.CHANGE_RESIDENTS)
    by_reader, by_writer = hands_in(reader, rows(1)), hands_in(writer, rows(1))

    carry_out_jobs(small_bureau.home, lambda: False)

    assert reader.gets(by_reader).json()["changes"][0]["examples"][0]["new"] == "Δοκιμή"
    assert writer.gets(by_reader).json()["changes"][0]["examples"] == []
    assert writer.gets(by_writer).json()["unchanged"] == 1


def test_new_groups_are_told_to_whoever_may_read_residents(small_bureau: Bureau) -> None:
    reader, writer = small_bureau.program(1), small_bureau.program(1, Right.CHANGE_RESIDENTS)
    person = "Δοκιμή,el,69300{0},,,{1},,form,2026-03-31\n"
    hands_in(reader, (HEADINGS + person.format("00001", "volunteers")).encode())
    place = hands_in(reader, (HEADINGS + person.format("00002", "volunters")).encode())

    carry_out_jobs(small_bureau.home, lambda: False)

    assert reader.gets(place).json()["new_groups"] == [{"name": "volunters", "near": "volunteers"}]
    assert writer.gets(place).json()["new_groups"] == []


def test_a_failed_import_says_why_and_delays_no_other(small_bureau: Bureau) -> None:
    program = small_bureau.program(1)
    empty, sound = hands_in(program, HEADINGS.encode()), hands_in(program, rows(1))

    carry_out_jobs(small_bureau.home, lambda: False)

    assert program.gets(empty).json()["state"] == "failed"
    assert (
        program.gets(empty)
        .json()["problem"]
        .startswith("The file has headings and no residents. Nothing was")
    )
    assert program.gets(sound).json()["state"] == "done"


def at_terminal(bureau: Bureau, content: bytes, reached: Callable[[int], None]) -> ResidentImport:
    """Import a file as `tocsin residents import` does."""
    file = bureau.home.path / "list.csv"
    file.write_bytes(content)
    terms = ImportTerms(bureau.home.config.municipality, LOCAL_OPERATOR, bureau.now)
    with file.open("rb") as opened:
        people = open_list(opened, None)
        begun = AttendedImport.begin(bureau.home, file, people, terms, "")
        return begun.carry_out(people, NoFile(), reached)


def test_an_import_at_a_terminal_is_shown_during_and_afterwards(bureau: Bureau) -> None:
    program, seen = bureau.program(1), []

    def look(_row: int) -> None:
        seen.append(program.gets("/v1/residents/imports/1").json())

    done = at_terminal(bureau, rows(1500), look)
    ended = program.gets("/v1/residents/imports/1").json()

    assert [(each["state"], each["reached"], each["imported"]) for each in seen] == [
        ("running", 1001, 1000),
        ("running", 1501, 1500),
    ]
    assert (ended["state"], ended["imported"], ended["by"], ended["lines"]) == (
        "done",
        done.imported,
        "local",
        1501,
    )


def test_an_import_at_a_terminal_is_cancelled_by_a_program(bureau: Bureau) -> None:
    program = bureau.program(1)

    def cancel(_row: int) -> None:
        program.posts("/v1/residents/imports/1/cancel")

    with pytest.raises(CalledOff, match="Import 1 was called off after line 1,001"):
        at_terminal(bureau, rows(2500), cancel)

    shown = program.gets("/v1/residents/imports/1").json()
    assert (shown["state"], shown["imported"]) == ("cancelled", 1000)
    assert bureau.imports(program, rows(1500))["unchanged"] == 1000


def test_a_programs_import_waits_for_an_import_at_a_terminal(bureau: Bureau) -> None:
    program, taken = bureau.program(1), []

    def hand_in(_row: int) -> None:
        hands_in(program, rows(1))
        taken.append(carry_out_jobs(bureau.home, lambda: False))

    at_terminal(bureau, rows(3), hand_in)

    assert (taken, carry_out_jobs(bureau.home, lambda: False)) == ([0], 1)


def test_an_import_whose_terminal_is_gone_fails_and_delays_nobody(
    bureau: Bureau,
) -> None:
    program, states = bureau.program(1), []

    def lose(_row: int) -> None:
        with bureau.home.database.writing() as session:
            session.execute(update(JOBS).values(seen_at=moment(session) - timedelta(minutes=2)))
        states.append(program.gets("/v1/residents/imports/1").json())

    at_terminal(bureau, rows(3), lose)

    assert (states[0]["state"], states[0]["problem"][:20]) == ("failed", "Its process is gone.")
    assert states[0]["imported"] == 3


class Interrupted(Problem):
    """Nothing more follows."""

    exit = Exit.INTERRUPTED


@pytest.mark.parametrize(("problem", "state"), [(Interrupted, "cancelled"), (Problem, "failed")])
def test_an_import_that_ends_early_at_a_terminal_says_so(
    small_bureau: Bureau, problem: type[Problem], state: str
) -> None:
    def stop(row: int) -> None:
        raise problem(said("Stopped after line {line:,}.", line=row))

    with pytest.raises(problem):
        at_terminal(small_bureau, rows(3), stop)

    shown = small_bureau.program(1).gets("/v1/residents/imports/1").json()
    assert (shown["state"], shown["imported"], shown["problem"][:21]) == (
        state,
        3,
        "Stopped after line 4.",
    )


@pytest.mark.parametrize(("ago", "taken"), [({}, 0), ({"minutes": 2}, 1), ({"days": -365}, 1)])
def test_a_job_is_taken_up_when_its_process_is_gone(
    bureau: Bureau, ago: dict[str, int], taken: int
) -> None:
    place = hands_in(bureau.program(1), rows(1))
    with bureau.home.database.writing() as session:
        seen_at = moment(session) - timedelta(**ago)
        session.execute(update(JOBS).values(state="running", runner="gone", seen_at=seen_at))

    assert carry_out_jobs(bureau.home, lambda: False) == taken
    assert bureau.program(1).gets(place).json()["state"] == ("done" if taken else "running")
