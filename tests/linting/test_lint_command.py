"""`tocsin lint`, as staff and programs call it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.linting.confusion import confusion

CASE = {
    "id": "a",
    "lang": "el",
    "medium": "sms",
    "event": "snow",
    "municipality": {"el": "Δήμος Πύλου"},
    "now": "2026-01-12T10:00+02:00",
    "text": "ΔΗΜΟΣ ΠΥΛΟΥ: ΧΙΟΝΟΠΤΩΣΗ από Δευ 12/1 20:00 έως Τρι 13/1 12:00. 15377",
}


def lint(*words: str, given: bytes = b"", language: str = "en") -> Any:
    """Run `tocsin lint` without a home."""
    command = [sys.executable, "-m", "cli", "lint", *words]
    environment = os.environ | {"TOCSIN_LANGUAGE": language}
    return subprocess.run(command, input=given, capture_output=True, check=False, env=environment)


def test_a_bad_line_is_answered_in_its_place() -> None:
    lines = [json.dumps(CASE), "[", '{"id": 7, "text": 3}', json.dumps({**CASE, "id": "b"})]

    ended = lint("--cases", "-", given="\n".join(lines).encode())

    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [each.get("id") for each in answers] == ["a", None, 7, "b"]
    assert ["error" in each for each in answers] == [False, True, True, False]
    assert ended.returncode == 2


def test_bytes_that_are_no_text_stop_nothing() -> None:
    half = json.dumps({**CASE, "id": "\ud800", "text": "\ud800 {x}"})

    ended = lint("--cases", "-", given=b"\xff\xfe\n\n" + half.encode() + b"\n" + b"[" * 99_999)

    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ["error" in each for each in answers] == [True, False, True]


def test_findings_are_told_in_the_language_of_the_office() -> None:
    line = json.dumps(CASE).encode()

    answers = [
        json.loads(lint("--cases", "-", given=line, language=language).stdout)
        for language in ("en", "el")
    ]

    assert "give one order" in answers[0]["findings"][0]["say"]
    assert "γράψτε μια οδηγία" in answers[1]["findings"][0]["say"]


def test_a_text_with_an_error_ends_with_one(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Χιόνι", "utf-8")

    told, as_json = lint(str(text)), lint(str(text), "--json")

    assert (told.returncode, as_json.returncode) == (1, 1)
    assert {each["rule"] for each in json.loads(as_json.stdout)["findings"]} > {"L04", "L05"}


def test_a_file_that_is_not_there_is_explained() -> None:
    ended = lint("nothing-here.txt")

    assert ended.returncode == 2
    assert "nothing-here.txt cannot be read" in ended.stderr.decode()


def test_the_confusion_table_counts_by_rule() -> None:
    expected = [{"rule": "L05", "level": "E"}, {"rule": "L01", "level": "E"}]

    counts = confusion([json.dumps({**CASE, "expected": expected, "about": ["L05", "L04"]})])

    assert (counts["L05"].right, counts["L05"].bad, counts["L01"].missed) == (1, 1, 1)
    assert (counts["L04"].good, counts["L04"].wrong) == (1, 0)
