"""The logo in the head of every mail, and what may be one."""

import struct
import zlib
from pathlib import Path

import pytest

from channels import Medium, PartLimits
from runtime import Municipality
from runtime.config import load_config
from templates import Catalogue, fill_examples, read_values, render_words
from templates.correspondence import write_letter
from templates.logo import BadLogo, read_logo
from tests.templates.conftest import NOW

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b0800600030010111 00ffd9")


def png(wide: int, high: int, colour: bytes = b"\x0b\x4f\x8a") -> bytes:
    """A picture of one colour."""
    rows = (b"\0" + colour * wide) * high
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    written = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def head_of_snow(office: Municipality) -> str:
    template = Catalogue.load(None).find("snow")
    values = read_values(template, fill_examples(template, {}), now=NOW, zone=office.zone)
    return render_words(
        template,
        values,
        places=(),
        office=office,
        medium=Medium.EMAIL,
        language="el",
        limits=PartLimits(),
    ).html


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (png(96, 96), (48, 48)),
        (png(40, 20), (40, 20)),
        (png(800, 100), (160, 20)),
        (png(10, 400), (1, 48)),
        (JPEG, (24, 48)),
    ],
)
def test_a_logo_is_no_larger_than_the_name_beside_it(
    tmp_path: Path, body: bytes, shown: object
) -> None:
    (tmp_path / "logo").write_bytes(body)

    logo = read_logo(tmp_path / "logo")

    assert (logo.width, logo.height) == shown
    assert logo.address.startswith("data:image/")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<svg/>", "no PNG or JPEG"),
        (b"", "no PNG or JPEG"),
        (png(9, 9)[:18], "no PNG or JPEG"),
        (JPEG[:20], "no PNG or JPEG"),
        (b"\xff\xd8\xff\xe0\0\0" * 9, "no PNG or JPEG"),
        (png(0, 9), "no PNG or JPEG"),
        (b"\x89PNG" * 20_000, "has 78 KB"),
    ],
)
def test_a_file_that_is_no_logo_is_named_and_omitted(tmp_path: Path, body: bytes, why: str) -> None:
    (tmp_path / "arms.png").write_bytes(body)

    with pytest.raises(BadLogo, match=rf"arms.png.*{why}"):
        read_logo(tmp_path / "arms.png")

    assert "<img" not in head_of_snow(Municipality(logo=tmp_path / "arms.png"))


def test_a_logo_in_an_alert_has_its_size_and_words(tmp_path: Path) -> None:
    (tmp_path / "arms.png").write_bytes(png(96, 96))

    html = head_of_snow(Municipality(logo=tmp_path / "arms.png"))

    assert html.count('<img src="data:image/png;base64,') == 1
    assert 'alt="Έμβλημα" width="48" height="48"' in html


def test_a_logo_that_is_drawn_anew_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "arms.png").write_bytes(png(96, 96))
    before = read_logo(tmp_path / "arms.png")

    (tmp_path / "arms.png").write_bytes(png(60, 30))

    assert read_logo(tmp_path / "arms.png").width != before.width


def test_a_letter_to_one_person_keeps_no_picture(tmp_path: Path) -> None:
    (tmp_path / "arms.png").write_bytes(png(96, 96))
    slots = {
        "code": "012345",
        "host": "",
        "link": "https://a.example.gr/m/x",
        "not_me": "https://a.example.gr/n/x",
    }

    words = write_letter(
        "code",
        slots,
        office=Municipality(logo=tmp_path / "arms.png"),
        medium=Medium.EMAIL,
        language="el",
    )

    assert "<img" not in words.html


@pytest.mark.parametrize(
    ("named", "found"),
    [("arms.png", "home/arms.png"), ("", None), ("/srv/arms.png", "/srv/arms.png")],
)
def test_a_logo_lies_in_the_home(named: str, found: str | None) -> None:
    config = load_config(Path("home"), {"TOCSIN_MUNICIPALITY__LOGO": named}).config

    assert config.municipality.logo == (found and Path(found))
