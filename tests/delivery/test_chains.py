"""Who finds no words in their own language reads the next of their chain; Greek is the last."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from channels import Letters, Medium, Variant, Wording
from delivery import Lane, Parcel, Repeat, add_recipients, prepare_dispatch, select_recipients
from delivery.tables import FrozenWording
from runtime import moment
from runtime.chains import DEFAULT_CHAINS, Chains, read_in
from tests.delivery.conftest import PostRoom

OFFICE: Chains = {"others": ("en",), "sq": ("el",), "uk": ("ru", "en")}


@pytest.mark.parametrize(
    ("language", "written", "chains", "reads"),
    [
        ("de", ("el", "en"), DEFAULT_CHAINS, "en"),
        ("de", ("el", "en", "de"), DEFAULT_CHAINS, "de"),
        ("de", ("el",), DEFAULT_CHAINS, "el"),
        ("en", ("el",), DEFAULT_CHAINS, "el"),
        ("el", ("el", "en"), DEFAULT_CHAINS, "el"),
        ("sq", ("el", "en"), OFFICE, "el"),
        ("uk", ("el", "en", "ru"), OFFICE, "ru"),
        ("uk", ("el", "en"), OFFICE, "en"),
        ("bg", ("el", "en"), OFFICE, "en"),
        ("de", ("el", "en"), {}, "el"),
    ],
)
def test_a_reader_gets_the_first_language_of_their_chain(
    language: str, written: tuple[str, ...], chains: Chains, reads: str
) -> None:
    assert read_in(language, written, chains) == reads


@pytest.mark.parametrize(
    ("language", "chains", "reads"),
    [
        ("de", OFFICE, "en"),
        ("sq", OFFICE, "el"),
        ("fr", OFFICE, "en"),
        ("en", OFFICE, "en"),
        ("de", {}, "el"),
    ],
)
def test_a_message_is_addressed_in_the_language_of_the_chain(
    post_room: PostRoom, language: str, chains: Chains, reads: str
) -> None:
    [contact] = post_room.contacts(1)
    words = [
        Wording(0, Medium.SMS, code, f"{code} {why}", variant=why)
        for code in ("el", "en")
        for why in Variant
    ]

    with post_room.database.writing() as session:
        now = moment(session)
        parcel = Parcel(
            Lane.ROUTINE, Repeat.HOLD, now + timedelta(hours=1), words, languages=chains
        )
        dispatch_id = prepare_dispatch(session, parcel, now=now)
        add_recipients(session, dispatch_id, select_recipients([contact], language=language))

    with post_room.database.reading() as session:
        wording_id = session.scalar(text("SELECT wording_id FROM delivery"))
        found = session.get(FrozenWording, wording_id)
        assert found is not None
        assert found.text == f"{reads} {Variant.MAIN}"


@pytest.mark.parametrize(
    ("language", "letters", "reads"),
    [
        ("el", Letters.USUAL, "el usual"),
        ("el", Letters.UNICODE, "el unicode"),
        ("en", Letters.UNICODE, "en usual"),
        ("sq", Letters.UNICODE, "el unicode"),
        ("de", Letters.UNICODE, "en usual"),
    ],
)
def test_letters_never_change_the_language_of_a_reader(
    post_room: PostRoom, language: str, letters: Letters, reads: str
) -> None:
    [contact] = post_room.contacts(1)
    kinds = [("el", Letters.USUAL), ("en", Letters.USUAL), ("el", Letters.UNICODE)]
    words = [
        Wording(0, Medium.SMS, code, f"{code} {each}", letters=each, variant=why)
        for code, each in kinds
        for why in Variant
    ]

    with post_room.database.writing() as session:
        now = moment(session)
        parcel = Parcel(
            Lane.ROUTINE, Repeat.HOLD, now + timedelta(hours=1), words, languages=OFFICE
        )
        dispatch_id = prepare_dispatch(session, parcel, now=now)
        chosen = select_recipients([contact], language=language, letters=letters)
        add_recipients(session, dispatch_id, chosen)

    with post_room.database.reading() as session:
        written = text("SELECT wording.text FROM delivery JOIN wording ON wording.id = wording_id")
        assert session.scalars(written).all() == [reads]
