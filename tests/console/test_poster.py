"""A poster is made for an address that everybody reaches, and for no other."""

import pytest

from console.residents.poster_page import NoPublicAddress, form_address
from tests.journeys.conftest import Installation

GREEK, ENGLISH = "για τους κατοίκους", "Warnings and notices for residents"


@pytest.mark.parametrize(
    "base",
    [
        "",
        "http://warn.example.gr",
        "http://127.0.0.1:8080",
        "https://127.0.0.1:8080",
        "https://[::1]",
        "https://192.168.1.5",
        "https://localhost",
        "https://pages.localhost",
        "https://tocsin",
        "https://tocsin.local",
    ],
)
def test_an_address_of_this_machine_alone_is_refused(base: str) -> None:
    with pytest.raises(NoPublicAddress) as refused:
        form_address(base)

    assert (base or "not set") in refused.value.details[0]


@pytest.mark.parametrize("base", ["https://warn.example.gr", "https://warn.example.gr/"])
def test_a_code_leads_to_the_form(base: str) -> None:
    assert form_address(base) == "https://warn.example.gr/subscribe"


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [("both", (GREEK, ENGLISH), ()), ("el", (GREEK,), (ENGLISH,)), ("en", (ENGLISH,), (GREEK,))],
)
def test_a_poster_speaks_the_languages_that_were_asked_for(
    bare: Installation, language: str, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    file = bare.home / "poster.html"

    bare.tocsin("residents", "poster", str(file), "--language", language)
    page = file.read_text("utf-8")

    assert all(words in page for words in (*said, "warn.example.gr/subscribe", "15377", "112"))
    assert not any(words in page for words in unsaid)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_home_without_an_address_gets_no_poster(bare: Installation) -> None:
    file, local = bare.home / "poster.html", "http://127.0.0.1:8080"
    refused = bare.tocsin(
        "residents", "poster", str(file), code=5, TOCSIN_PUBLIC_BASE_URL=local
    ).err

    assert local in refused
    assert "docs/going-live.md, step 8" in refused
    assert not file.exists()


def test_arms_that_cannot_be_read_are_named(bare: Installation) -> None:
    file = bare.home / "poster.html"
    refused = bare.tocsin("residents", "poster", str(file), code=1, TOCSIN_WEB__LOGO="gone.svg").err

    assert "gone.svg cannot be read" in refused
    assert not file.exists()
