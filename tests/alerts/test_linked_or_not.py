"""Whatever staff type: every SMS of an alert of the library has the link to its page, or none has,
and nobody pays a part for it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts import Office, alert_page
from alerts.composing import AlertDraft, AlertRequest, compose_draft
from alerts.composing.composition import compose_answer, every_choice
from channels import Letters, Medium
from runtime import Problem
from templates import (
    Place,
    Replaced,
    Template,
    VariableKind,
    Words,
    fill_examples,
    undecided_choices,
)
from tests.alerts.conftest import SNOW, Town

NUMBER = "7K3QD"
WARNINGS = ("extreme_weather", "municipal_event", "power_cut", "snow", "water_cut")
ENDINGS = ("all_clear", "false_alarm")
PLACES = ("panorama", "pylaia", "filyro", "exochi")
GONE = Place("chortiatis", {"el": {"nominative": "Χορτιάτης"}, "en": {"nominative": "Chortiatis"}})
ROADS = {
    "": "κλειστοί δρόμοι από ανέμους, καλέστε το 15195 αν χρειαστεί, αλλιώς μείνετε σπίτι σας",
    ".en": "roads are closed because of the wind, call 15195 if need be, or else stay at home",
}
HOSTS = ("https://w.gr", "https://warn.example.gr", "https://alerts.pylaia-chortiatis.example.gr")
OWN_LINKS = ("", "", "https://www.city.gr/news")


@dataclass(frozen=True)
class Typed:
    """What staff may type for a warning: texts so long, in both languages or in one, which of the
    choices, a link of their own or none, for how many places."""

    name: str
    lengths: tuple[int, ...]
    choice: int
    link: str
    places: int

    def request(self, template: Template) -> AlertRequest:
        given, lengths = {"link": self.link}, iter(self.lengths)
        for each in template.variables:
            if each.kind is VariableKind.CHOICE:
                given[each.name] = list(each.options)[self.choice % len(each.options)]
            if each.kind is VariableKind.TEXT:
                given |= {f"{each.name}{end}": text[: next(lengths)] for end, text in ROADS.items()}
        filled = {key: value.strip() for key, value in given.items() if value.strip()}
        return AlertRequest(
            self.name, fill_examples(template, SNOW | filled), PLACES[: self.places]
        )


warnings = st.builds(
    Typed,
    name=st.sampled_from(WARNINGS),
    lengths=st.tuples(*[st.one_of(st.just(0), st.integers(0, 80))] * 8),
    choice=st.integers(0, 7),
    link=st.sampled_from(OWN_LINKS),
    places=st.integers(0, len(PLACES)),
)


def drafts(town: Town, request: AlertRequest, office: Office) -> Iterator[AlertDraft]:
    """The warning, an update of it for fewer places, and whatever may end it."""
    with town.database.reading() as session:
        sent = compose_draft(session, request, office, now=town.now, public_number=NUMBER)
        yield sent
        before = town.now - timedelta(hours=2)
        replaced = Replaced(before, town.now, sent.values, gone=(GONE,))
        with suppress(Problem):  # what an update adds may be too long
            yield compose_draft(
                session, request, office, now=town.now, replaced=replaced, public_number=NUMBER
            )
    for answer in map(office.catalogue.find, ENDINGS):
        for choice in every_choice(undecided_choices(sent.template, answer, {})):
            yield compose_answer(
                sent, answer, office, given=choice, sent=before, now=town.now, public_number=NUMBER
            )


def parts(draft: AlertDraft) -> list[int]:
    """Those of the usual letters: whoever reads others has the link as well, at whatever price."""
    usual = (each for each in draft.words if each.letters is Letters.USUAL)
    return [each.measure.parts for each in usual if each.measure]


def messages(draft: AlertDraft) -> list[Words]:
    return [each for each in draft.words if each.medium is Medium.SMS]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=warnings, host=st.sampled_from(HOSTS))
def test_every_sms_has_the_link_or_none(town: Town, typed: Typed, host: str) -> None:
    request = typed.request(town.office.catalogue.find(typed.name))
    bare, linked = (replace(town.office, base_url=each) for each in ("", host))

    with suppress(Problem):  # refused before anything is sent
        for plain, sent in zip(
            drafts(town, request, bare), drafts(town, request, linked), strict=True
        ):
            having = {alert_page(host, NUMBER) in each.text for each in messages(sent)}
            assert len(having) == 1
            assert parts(sent) == parts(plain)
