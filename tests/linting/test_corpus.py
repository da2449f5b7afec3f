"""The texts of another author that the linter may be mended by: what it finds is what they say."""

from pathlib import Path

from tests.linting.confusion import confusion

OPEN = Path(__file__).parent / "corpus" / "open.jsonl"
AIM = 0.95


def test_the_open_texts_are_read_as_their_author_reads_them() -> None:
    counts = confusion(OPEN.read_text("utf-8").splitlines())

    assert counts["all"].right > 40
    assert counts["all"].precision >= AIM
    assert counts["all"].recall >= AIM
