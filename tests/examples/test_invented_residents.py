"""The invented residents: the same for the same seed, nobody twice, and every one of them can be
imported."""

import csv
import io
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from examples.residents import COLUMNS, invent, write
from runtime import Municipality
from subscribers.readings import read_email, read_phone

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_committed_file_is_what_the_generator_makes() -> None:
    made = io.StringIO()

    write(made, 200)

    assert (EXAMPLES / "residents.csv").read_text("utf-8") == made.getvalue()


def test_another_seed_makes_other_people() -> None:
    assert list(invent(50, seed=7)) == list(invent(50, seed=7))
    assert list(invent(50, seed=7)) != list(invent(50, seed=8))


def test_no_address_comes_twice_among_many() -> None:
    seen: set[str] = set()
    given = 0

    for _, _, phone, email, *_ in invent(100_000):
        seen |= {phone, email} - {""}
        given += bool(phone) + bool(email)

    assert len(seen) == given


def test_every_phone_is_a_mobile_and_every_mailbox_an_example() -> None:
    for row in islice(invent(2000), 0, None, 7):
        person = dict(zip(COLUMNS, row, strict=True))
        assert person["phone"] or person["email"]
        if person["phone"]:
            assert read_phone(person["phone"], Municipality()).value == person["phone"]
        if person["email"]:
            assert read_email(person["email"]).value.split("@")[1].startswith("example.")


def test_four_in_five_invented_residents_read_greek() -> None:
    languages = [row[1] for row in invent(5000)]

    assert languages.count("el") / 5000 == pytest.approx(0.8, abs=0.03)
    assert set(languages) == {"el", "en", "sq", "de"}


def test_the_command_writes_a_file_to_its_stdout() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "examples.residents", "3"],
        cwd=EXAMPLES.parent,
        capture_output=True,
        check=True,
    )

    assert len(list(csv.reader(made.stdout.decode().splitlines()))) == 4
