"""What providers tell lies in a file until the database has it: no kill, no lock and no full disk
loses a line."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from channels import Event, Fate, Outcome
from delivery import State
from delivery.receipts import ReceiptSpool, ReceivedEvent
from delivery.receipts.collector import Collector
from delivery.receipts.spool import BagUnwritable, read_spool
from delivery.tables import RECEIPTS
from tests.delivery.conftest import PostRoom
from tests.delivery.sent_messages import SentMessages

AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
EVENT = ReceivedEvent(
    "twilio",
    Event("SM1", "undelivered", Fate.UNDELIVERED, Outcome.TRANSIENT, "30003", "7-ab", 2),
    AT,
)
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from channels import Event, Fate
from delivery.receipts import ReceiptSpool, ReceivedEvent
spool = ReceiptSpool(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    spool.put([ReceivedEvent("memory", Event(f"SM{number}", "sent", Fate.ACCEPTED), datetime.now(UTC))])
    print(number, flush=True)
    if number % 50 == 0:
        spool.rotate()
"""

FULL = """
import resource, signal, sys
from pathlib import Path
from channels import Event, Fate
from datetime import UTC, datetime
from delivery.receipts import ReceiptSpool, ReceivedEvent
from delivery.receipts.spool import BagUnwritable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
spool = ReceiptSpool(Path(sys.argv[1]))
def put(number):
    spool.put([ReceivedEvent("memory", Event(f"SM{number}", "sent", Fate.ACCEPTED), datetime.now(UTC))])
put(1)
[path] = Path(sys.argv[1]).iterdir()
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for number, room in ((2, path.stat().st_size + 20), (4, 0)):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        put(number)
    except BagUnwritable:
        print("full")
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    put(number + 1)
"""


def numbered(number: int) -> ReceivedEvent:
    return replace(EVENT, event=replace(EVENT.event, provider_id=f"SM{number}"))


def found(folder: Path) -> list[ReceivedEvent]:
    return [received for file in read_spool(folder) for received in file]


def kept(messages: SentMessages) -> int:
    with messages.database.reading() as session:
        return session.scalar(select(func.count()).select_from(RECEIPTS)) or 0


def test_a_receipt_put_into_the_spool_is_found_after_rotation(tmp_path: Path) -> None:
    spool = ReceiptSpool(tmp_path / "receipts")
    spool.put([EVENT, numbered(2)])
    spool.put([numbered(3)])

    assert found(tmp_path / "receipts") == []
    spool.rotate()
    assert found(tmp_path / "receipts") == [EVENT, numbered(2), numbered(3)]
    assert list((tmp_path / "receipts").iterdir()) == []


def test_a_bag_that_was_not_stored_is_found_again(tmp_path: Path) -> None:
    spool = ReceiptSpool(tmp_path)
    spool.put([EVENT])
    spool.rotate()

    for _ in range(2):
        files = read_spool(tmp_path)
        assert next(files) == (EVENT,)
        assert found(tmp_path) == []  # another worker leaves alone what one has in hand
        files.close()

    assert found(tmp_path) == [EVENT]


def test_the_next_line_begins_another_bag(tmp_path: Path) -> None:
    spool = ReceiptSpool(tmp_path)
    for number in range(3):
        spool.put([numbered(number)])
        spool.rotate()

    assert [len(each) for each in read_spool(tmp_path)] == [1, 1, 1]
    spool.rotate()
    assert list(tmp_path.iterdir()) == []


def test_a_bag_that_cannot_be_written_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "receipts").touch()
    spool = ReceiptSpool(tmp_path / "receipts")

    with pytest.raises(BagUnwritable):
        spool.put([EVENT])

    (tmp_path / "receipts").unlink()
    spool.put([EVENT])
    spool.rotate()
    assert found(tmp_path / "receipts") == [EVENT]


def test_a_receipt_cut_off_by_the_disk_spoils_no_other(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split() == ["full", "full"]
    assert [received.event.provider_id for received in found(tmp_path)] == ["SM1", "SM3", "SM5"]


def test_a_cut_off_or_senseless_line_spoils_no_other(tmp_path: Path) -> None:
    spool = ReceiptSpool(tmp_path)
    spool.put([EVENT])
    spool.rotate()
    [path] = tmp_path.iterdir()
    path.write_bytes(b'nonsense\n{"channel": 1}\n' + path.read_bytes() + b'{"channel": "twi')

    assert found(tmp_path) == [EVENT]


async def test_the_collector_moves_deliveries_and_empties_the_folder(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room).sent()
    collector = messages.collector
    spool = ReceiptSpool(post_room.flights.parent / "receipts")
    spool.put([messages.received("delivered"), *(numbered(number) for number in range(1200))])
    spool.rotate()

    await collector.collect()
    await collector.collect()

    assert messages.state is State.DELIVERED
    assert kept(messages) == 1201
    assert list((post_room.flights.parent / "receipts").iterdir()) == []


async def test_two_collectors_store_each_line_once(post_room: PostRoom) -> None:
    messages = SentMessages.of(post_room).sent()
    folder = post_room.flights.parent / "receipts"
    spool = ReceiptSpool(folder)
    for number in range(20):
        spool.put([messages.received("delivered"), numbered(number)])
        spool.rotate()

    await asyncio.gather(
        *(Collector(post_room.database, post_room.keys, folder).collect() for _ in range(2))
    )
    await messages.collector.collect()

    assert (messages.state, kept(messages)) == (State.DELIVERED, 21)


async def test_a_receipt_that_the_database_refuses_holds_up_no_other(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room).sent()
    spool = ReceiptSpool(post_room.flights.parent / "receipts")
    strange = replace(EVENT, event=replace(EVENT.event, provider_id="SM\x00", status="\x00"))
    spool.put([strange, messages.received("delivered"), replace(EVENT, channel="x" * 5000)])
    spool.rotate()

    await messages.collector.collect()

    assert messages.state is State.DELIVERED
    assert list((post_room.flights.parent / "receipts").iterdir()) == []


@pytest.mark.parametrize(
    "strange", [{"attempt": 2**70}, {"status": "\ud800"}, {"provider_id": 7}, {"code": 30003}]
)
async def test_a_receipt_malformed_by_its_adapter_holds_up_no_other(
    post_room: PostRoom, strange: dict[str, int | str]
) -> None:
    messages = SentMessages.of(post_room).sent()
    folder = post_room.flights.parent / "receipts"
    spool = ReceiptSpool(folder)
    malformed = replace(EVENT.event, **strange)  # type: ignore[arg-type]
    spool.put([replace(EVENT, event=malformed), messages.received("delivered")])
    spool.rotate()

    await messages.collector.collect()

    assert messages.state is State.DELIVERED
    assert list(folder.iterdir()) == []


async def test_a_bag_that_nobody_can_open_holds_up_no_other(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room).sent()
    folder = post_room.flights.parent / "receipts"
    (folder / "0-other-user.bag").mkdir(parents=True)
    spool = ReceiptSpool(folder)
    spool.put([messages.received("delivered")])
    spool.rotate()

    await messages.collector.collect()

    assert messages.state is State.DELIVERED


async def test_the_spool_keeps_receipts_while_the_database_is_locked(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room).sent()
    folder = post_room.flights.parent / "receipts"
    spool = ReceiptSpool(folder)
    spool.put([messages.received("delivered")])
    spool.rotate()
    stop = asyncio.Event()

    with post_room.database.writing() as session:
        session.connection().exec_driver_sql(
            "UPDATE delivery SET doubled = doubled"
        )  # and PostgreSQL locks the rows
        collecting = asyncio.create_task(messages.collector.keep_collecting(stop))
        await asyncio.sleep(0.3)
        assert len(list(folder.iterdir())) == 1
    while list(folder.iterdir()):
        await asyncio.sleep(0.01)
    stop.set()
    await collecting

    assert messages.state is State.DELIVERED


async def test_a_kill_in_mid_stream_loses_no_confirmed_receipt(
    post_room: PostRoom,
) -> None:
    messages = SentMessages.of(post_room)
    folder = post_room.flights.parent / "receipts"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    confirmed = [int(writer.stdout.readline()) for _ in range(275)]
    writer.kill()
    confirmed += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.wait()
    writer.stdout.close()

    await messages.collector.collect()

    with messages.database.reading() as session:
        stored = set(session.scalars(select(RECEIPTS.c.provider_id)))
    assert {f"SM{number}" for number in confirmed} <= stored
    assert [
        each for each in folder.iterdir() if each.suffix != ".new"
    ] == []  # a temporary file holds nothing
