"""Links that staff put into a message lead to the office's own pages, or where [links] allows."""

from dataclasses import replace

import pytest

from alerts.composing import AlertRequest
from alerts.composing.composition import compose_draft
from runtime.config import Config
from templates import BadValue
from tests.alerts.conftest import Town

SNOW = {"from": "20:00", "until": "23:00"}
HOSTS = ("town.example.gr", "www.meteo.gr")


def composed(town: Town, **more: str) -> None:
    office = replace(town.office, link_hosts=HOSTS)
    request = AlertRequest("snow", SNOW | {key.replace("_", "."): more[key] for key in more})
    with town.database.reading() as session:
        compose_draft(session, request, office, now=town.now)


@pytest.mark.parametrize(
    "link",
    ["https://town.example.gr/snow", "https://news.town.example.gr/s", "https://www.meteo.gr/12"],
)
def test_a_link_to_a_host_of_the_office_is_taken(town: Town, link: str) -> None:
    composed(town, link=link)


@pytest.mark.parametrize(
    "link",
    [
        "https://bit.ly/3xYz",
        "https://nottown.example.gr/snow",
        "https://town.example.gr.evil.gr/s",
        "https://meteo.gr/12",
    ],
)
def test_a_link_to_a_strange_host_is_refused(town: Town, link: str) -> None:
    with pytest.raises(BadValue, match="is no host of this office.*under \\[links\\]"):
        composed(town, link=link)


@pytest.mark.parametrize(
    "text",
    [
        "Δείτε https://town.example.gr/snow",
        "Δείτε www.town.example.gr",
        "Δείτε town.example.gr/snow και μείνετε σπίτι",
    ],
)
def test_an_address_inside_a_text_is_refused(town: Town, text: str) -> None:
    with pytest.raises(BadValue, match="is an address inside a text"):
        composed(town, advice_el=text, advice_en="Stay at home")


@pytest.mark.parametrize("text", ["Δ.Ε. Χορτιάτη/Εξοχή", "Οδός Κομνηνών 1/3", "π.χ. αλυσίδες"])
def test_a_text_with_dots_and_strokes_is_no_address(town: Town, text: str) -> None:
    composed(town, advice_el=text, advice_en="Stay at home")


def test_an_office_without_hosts_has_nothing_to_compare_with(town: Town) -> None:
    request = AlertRequest("snow", SNOW | {"link": "https://www.city.gr/snow"})
    with town.database.reading() as session:
        assert compose_draft(session, request, town.office, now=town.now).words


def test_the_hosts_are_those_of_the_pages_and_of_links() -> None:
    config = Config.model_validate(
        {
            "public_base_url": "https://alerts.town.example.gr",
            "municipality": {"web": "https://town.example.gr"},
            "links": {"hosts": ["www.meteo.gr"]},
        }
    )

    assert config.link_hosts == ("town.example.gr", "alerts.town.example.gr", "www.meteo.gr")


def test_a_host_with_a_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="is no host such as"):
        Config.model_validate({"links": {"hosts": ["https://www.meteo.gr"]}})
