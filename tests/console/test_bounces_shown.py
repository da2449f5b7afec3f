"""`tocsin bounces read` shows a row for each kind of message, which together are all that were
read."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from channels.bounces import Unread
from console.residents.bounce_result import WHY, show_bounce_run
from console.residents.bounce_run import BounceRun, read_all
from console.residents.unreadable import UnreadableMessages
from runtime import Home
from runtime.config import Config

if TYPE_CHECKING:
    from runtime import Database, Keys

FAMILIES = Path(__file__).parents[1] / "channels" / "bounce_families"


def test_the_rows_of_the_table_add_up_to_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    unreadable: dict[str, str] = {
        "1.eml": Unread.NO_REPORT,
        "2.eml": Unread.NO_REPORT,
        "3.eml": Unread.CHALLENGE,
    }

    show_bounce_run(
        BounceRun(20, 5, 4, 3, 2, 1, dropped=2, emergencies=[7], unreadable=unreadable),
        as_json=False,
    )

    out, err = capsys.readouterr()
    numbers = [int(line.split()[0]) for line in out.splitlines()[1:]]
    assert numbers[0] == sum(numbers[1:]) == 20
    assert WHY[Unread.NO_REPORT] in out
    assert "Ask these residents whether they want to leave: 7" in err
    assert "1.eml, 2.eml" in err


def test_every_reason_for_setting_aside_has_words_of_its_own() -> None:
    assert set(WHY) == set(Unread) - {Unread.AUTOMATIC}


def test_mails_of_every_family_stop_nobody_and_are_counted_once(
    database: "Database", vault: "Keys", tmp_path: Path
) -> None:
    box = tmp_path / "box"
    mails = [
        path.read_bytes() for path in sorted(FAMILIES.rglob("*.eml")) if path.stat().st_size > 1
    ]
    box.write_bytes(
        b"".join(b"From x Thu Nov 26 00:00:00 2026\n" + mail + b"\n\n" for mail in mails)
    )

    done = read_all(Home(tmp_path, Config(), vault, database), str(box))

    assert done.read == len(mails)
    assert (
        done.applied + done.known + done.delayed + done.complaints == 0
    )  # none of them is of this home
    assert done.automatic + len(done.unreadable) == done.read


def test_a_mail_set_aside_goes_when_it_is_understood_later(
    database: "Database", vault: "Keys", tmp_path: Path
) -> None:
    home, unreadable = Home(tmp_path, Config(), vault, database), UnreadableMessages.of(tmp_path)
    clear, unclear = ("automatic/sieve-en.automatic.eml", "people/answer.aside.eml")
    kept = [unreadable.keep((FAMILIES / name).read_bytes()) for name in (clear, unclear)]

    done = read_all(home, str(unreadable.folder))

    assert (done.read, done.automatic, set(done.unreadable)) == (2, 1, {kept[1]})
    assert [path.name for path in unreadable.folder.iterdir()] == [kept[1]]
