"""Alerts for groups of residents: what is kept, said and shown of the groups, and what is not."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from alerts import CorrectionKind, find_alert
from alerts.audience import check_any_recipient
from alerts.audience.counts import NoRecipients
from alerts.composing import (
    AlertDraft,
    AlertRequest,
    check_groups_kept,
    content_of,
    hash_content,
    request_of_alert,
)
from alerts.composing.requests import ForEverybody
from alerts.corrections import CorrectionRequest, prepare_correction
from alerts.corrections.refusals import NothingNew, SamePlaces
from alerts.plain_words import describe_places
from alerts.publishing import find_public_alert
from alerts.reports import make_report
from runtime import LOCAL_OPERATOR
from subscribers import Changes, Edit, change_resident
from subscribers.groups import UnknownGroup
from tests.alerts.conftest import Town

DIALYSIS = "Αιμοκάθαρση"
ANA, EVA, ION = "6900000001", "6900000002", "6900000003"


@pytest.fixture
def grouped(town: Town) -> Town:
    """Three residents of Panorama, two of them in the group."""
    numbers = [town.resident(phone, zone="panorama") for phone in (ANA, EVA, ION)]
    joins(town, numbers[:2], DIALYSIS)
    return town


def joins(town: Town, numbers: Iterable[int], group: str) -> None:
    with town.database.writing() as session:
        for number in numbers:
            joined = Changes(groups=Edit.of([group], []))
            change_resident(session, town.keys, number, joined, by=LOCAL_OPERATOR, now=town.now)


def prepares(town: Town, number: int, wish: CorrectionRequest) -> AlertDraft:
    with town.database.reading() as session:
        alert = find_alert(session, str(number))
        return prepare_correction(session, alert, wish, town.office, now=town.now).draft


def test_forecast_addressed_and_reported_are_the_group(grouped: Town) -> None:
    request = grouped.request("snow", "panorama", groups=("αιμοκαθαρση",))

    shown = grouped.forecasts(grouped.composes(request))
    alert = grouped.issues(request).alert

    with grouped.database.reading() as session:
        told = make_report(session, alert, grouped.office).as_json()
    assert (shown.recipients, alert.recipients, told["recipients"]) == (2, 2, 2)
    assert told["groups"] == [DIALYSIS]


def test_the_words_and_the_page_never_name_the_group(grouped: Town) -> None:
    alert = grouped.issues(grouped.request("snow", groups=(DIALYSIS,))).alert

    with grouped.database.reading() as session:
        page = find_public_alert(session, alert.public_number, now=grouped.now)
        words = [
            each.model_dump_json() for each in content_of(find_alert(session, str(alert.id))).words
        ]

    assert page.for_some
    assert DIALYSIS not in f"{page}{words}"


def test_the_page_of_an_alert_for_everybody_names_no_group(grouped: Town) -> None:
    alert = grouped.issues(grouped.request("snow", "panorama")).alert

    with grouped.database.reading() as session:
        assert not find_public_alert(session, alert.public_number, now=grouped.now).for_some


def test_a_group_nobody_knows_is_refused(grouped: Town) -> None:
    with pytest.raises(UnknownGroup, match=f"Did you mean {DIALYSIS}"):
        grouped.composes(grouped.request("snow", groups=("αιμοκαθαρσι",)))


def test_a_group_without_people_in_the_area_is_refused(grouped: Town) -> None:
    joins(grouped, [grouped.resident("6900000004", zone="pylaia")], "volunteers")

    with pytest.raises(NoRecipients, match="Nobody in that group"):
        grouped.issues(grouped.request("snow", "panorama", groups=("volunteers",)))


@pytest.mark.parametrize(
    ("groups", "told"), [(("volunteers",), "Nobody in that group"), ((), "Nobody is")]
)
def test_an_alert_that_reaches_nobody_is_refused_before_the_question(
    groups: tuple[str, ...], told: str
) -> None:
    check_any_recipient(1, groups)

    with pytest.raises(NoRecipients, match=told):
        check_any_recipient(0, groups)


def test_an_approval_covers_the_group(grouped: Town) -> None:
    everybody, some = (
        grouped.drafts(grouped.request("snow", "panorama", groups=each))
        for each in ((), (DIALYSIS,))
    )

    assert hash_content(grouped.alert(everybody)) != hash_content(grouped.alert(some))
    assert request_of_alert(grouped.alert(some)).groups == (DIALYSIS,)


def test_a_request_without_groups_has_the_fingerprint_it_always_had() -> None:
    request = AlertRequest("snow", {"from": "20:00"}, ("panorama",))

    assert request.fingerprint == "98402c79d2083c4da69f0f0006206e4e3dd9743e3b08a87f427b8f2f2c828e14"
    assert replace(request, groups=("x",)).fingerprint != request.fingerprint


@pytest.mark.parametrize(
    ("after", "place_said", "refused"),
    [
        ({"groups": ()}, False, True),
        ({"groups": ()}, True, False),
        ({"groups": (), "areas": ("panorama",)}, False, False),
        ({"groups": ("volunteers",)}, False, False),
    ],
)
def test_a_group_is_not_dropped_in_silence(
    after: dict[str, tuple[str, ...]], place_said: bool, refused: bool
) -> None:
    before = AlertRequest("snow", {}, groups=(DIALYSIS,))
    changed = replace(before, groups=after["groups"], areas=after.get("areas", ()))

    if refused:
        with pytest.raises(ForEverybody, match=DIALYSIS):
            check_groups_kept(before, changed, place_said=place_said)
    else:
        check_groups_kept(before, changed, place_said=place_said)


def test_an_update_keeps_the_group_unless_told_otherwise(grouped: Town) -> None:
    number = grouped.issues(grouped.request("snow", "panorama", groups=(DIALYSIS,))).alert.id or 0

    kept = prepares(
        grouped, number, CorrectionRequest(CorrectionKind.UPDATE, {"until": "2031-01-13 14:00"})
    )
    wider = prepares(grouped, number, CorrectionRequest(CorrectionKind.UPDATE, groups=()))

    assert (kept.groups, wider.groups) == ((DIALYSIS,), ())
    with pytest.raises(NothingNew):
        prepares(grouped, number, CorrectionRequest(CorrectionKind.UPDATE, groups=("αιμοκαθαρση",)))


def test_an_update_does_not_go_to_everybody_by_leaving_out(grouped: Town) -> None:
    number = grouped.issues(grouped.request("snow", groups=(DIALYSIS,))).alert.id or 0

    with pytest.raises(ForEverybody):
        prepares(grouped, number, CorrectionRequest(CorrectionKind.UPDATE, groups=()))

    assert (
        prepares(
            grouped, number, CorrectionRequest(CorrectionKind.UPDATE, {}, areas=(), groups=())
        ).groups
        == ()
    )


def test_a_correction_of_a_group_alert_keeps_the_group(grouped: Town) -> None:
    number = grouped.issues(grouped.request("snow", groups=(DIALYSIS,))).alert.id or 0

    assert prepares(grouped, number, CorrectionRequest(CorrectionKind.ALL_CLEAR)).groups == (
        DIALYSIS,
    )
    with pytest.raises(SamePlaces):
        prepares(grouped, number, CorrectionRequest(CorrectionKind.ALL_CLEAR, groups=(DIALYSIS,)))


@pytest.mark.parametrize(
    ("places", "groups", "told"),
    [
        ((), (), "the whole municipality"),
        (("panorama", "pylaia"), (), "panorama, pylaia"),
        ((), (DIALYSIS,), f"the group {DIALYSIS}"),
        ((), (DIALYSIS, "x"), f"the groups {DIALYSIS}, x"),
        (("panorama",), (DIALYSIS, "x"), f"panorama, only in the groups {DIALYSIS}, x"),
    ],
)
def test_staff_read_places_and_groups(
    places: tuple[str, ...], groups: tuple[str, ...], told: str
) -> None:
    assert describe_places(places, groups) == told


def test_an_alert_from_before_there_were_groups_is_read(grouped: Town) -> None:
    number = grouped.drafts(grouped.request("snow", "panorama"))
    with grouped.database.writing() as session:
        alert = find_alert(session, str(number))
        before = hash_content(alert)
        alert.content = {
            name: kept for name, kept in (alert.content or {}).items() if "groups" not in name
        }
        session.flush()
        session.refresh(alert)

        assert (alert.groups, hash_content(alert), request_of_alert(alert).groups) == (
            (),
            before,
            (),
        )
