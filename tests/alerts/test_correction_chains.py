"""Which corrections there can be: what contradicts is refused, what is practised stays practice,
and the text is ready beforehand."""

from dataclasses import replace
from json import dumps, loads

import pytest
from sqlalchemy import select

from alerts import (
    Alert,
    AlertEnding,
    AlertState,
    CorrectionKind,
    Office,
    find_alert,
    read_endings,
)
from alerts.audience.counts import NoRecipients
from alerts.composing import compose_draft
from alerts.composing.composition import CorrectionNotReady, OnlyCorrects
from alerts.composing.requests import AlertRequest
from alerts.corrections import (
    CorrectionRequest,
    issue_correction,
    list_open_choices,
    prepare_by_choice,
    prepare_correction,
)
from alerts.corrections.launching import UpdateNeedsApproval
from alerts.corrections.promises import DangerDenied
from alerts.corrections.refusals import (
    AlreadyCorrected,
    Contradiction,
    NotDecided,
    NothingNew,
    SamePlaces,
)
from alerts.issuing import Override
from alerts.register import NotIssued, UnknownAlert
from alerts.states import AlertStatus, MsgType, Reach
from channels import Medium
from delivery import State
from delivery.tables import DELIVERIES, DISPATCHES
from runtime import Actor, Problem, Right
from runtime.problems import NotAllowed
from templates import Catalogue, undecided_choices
from tests.alerts.conftest import APPROVER, AUTHOR, Town

LATER = {"until": "2031-01-13 14:00"}
VIEWER = Actor("Viewer", frozenset({Right.READ_ALERTS}), "member:3")


@pytest.fixture
def warned(town: Town) -> Town:
    """Alert 1 is snow, and whoever lives here got it."""
    town.resident("6999990001")
    town.issues(town.request("snow"))
    return arrives(town)


def arrives(town: Town) -> Town:
    """Whatever was queued has arrived."""
    with town.database.writing() as session:
        queued = DELIVERIES.update().where(DELIVERIES.c.state == State.QUEUED)
        session.execute(queued.values(state=State.ACCEPTED, attempt=1))
    return town


def corrects(
    town: Town,
    number: int,
    kind: CorrectionKind,
    *,
    by: Actor = APPROVER,
    override: str = "",
    **given: str,
) -> int:
    """The number of the correction, 0 when the alert was only stopped."""
    with town.database.writing() as session:
        alert, wish = find_alert(session, str(number)), CorrectionRequest(kind, given)
        left = list_open_choices(session, alert, wish, town.office)
        decided = replace(wish, given={**given, **{each.name: "no_danger" for each in left}})
        prepared = prepare_correction(session, alert, decided, town.office, now=town.now)
        done = issue_correction(
            session, alert, prepared, town.office, by=by, now=town.now, override=Override(override)
        )
        return (done.by.id or 0) if done.by else 0


def test_each_kind_of_correction_has_its_template_and_reach(warned: Town) -> None:
    made = {}
    for kind in CorrectionKind:
        number = warned.issues(warned.request("snow")).alert.id or 0
        arrives(warned)
        correction = corrects(
            warned, number, kind, by=APPROVER, **(LATER if kind is CorrectionKind.UPDATE else {})
        )
        new = warned.alert(correction)
        made[kind] = (new.template, new.msg_type, new.reach, new.corrects_id == number)

    assert made == {
        CorrectionKind.UPDATE: ("snow", MsgType.UPDATE, Reach.FIRST, True),
        CorrectionKind.ALL_CLEAR: ("all_clear", MsgType.CANCEL, Reach.ALL, True),
        CorrectionKind.CANCEL: ("false_alarm", MsgType.CANCEL, Reach.ALL, True),
        CorrectionKind.FALSE_ALARM: ("false_alarm", MsgType.CANCEL, Reach.ALL, True),
    }


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (CorrectionKind.UPDATE, AlertState.SENT),
        (CorrectionKind.ALL_CLEAR, AlertState.SENT),
        (CorrectionKind.CANCEL, AlertState.CANCELLED),
    ],
)
def test_a_complete_alert_stays_sent_unless_it_is_withdrawn(
    warned: Town, kind: CorrectionKind, state: AlertState
) -> None:
    with warned.database.writing() as session:
        find_alert(session, "1").state = AlertState.SENT

    corrects(warned, 1, kind, by=APPROVER, **(LATER if kind is CorrectionKind.UPDATE else {}))

    assert warned.alert(1).state is state


REFUSALS = [
    (
        (CorrectionKind.CANCEL,),
        CorrectionKind.CANCEL,
        "withdrawn by alert 2",
        "There is nothing more to do.",
    ),
    (
        (CorrectionKind.UPDATE, CorrectionKind.CANCEL),
        CorrectionKind.FALSE_ALARM,
        "withdrawn by alert 3",
        "There is nothing more to do.",
    ),
    (
        (CorrectionKind.UPDATE,),
        CorrectionKind.ALL_CLEAR,
        "updated by alert 2",
        "To correct that one: `tocsin alerts all-clear 2`.",
    ),
    (
        (CorrectionKind.UPDATE, CorrectionKind.UPDATE),
        CorrectionKind.FALSE_ALARM,
        "updated by alert 3",
        "To correct that one: `tocsin alerts false-alarm 3`.",
    ),
    (
        (CorrectionKind.ALL_CLEAR,),
        CorrectionKind.UPDATE,
        "ended by alert 2",
        "If that was a mistake: `tocsin alerts cancel 2`.",
    ),
]
OF_CORRECTIONS = [
    ((CorrectionKind.CANCEL,), CorrectionKind.UPDATE, Contradiction),
    ((CorrectionKind.CANCEL,), CorrectionKind.ALL_CLEAR, Contradiction),
    ((CorrectionKind.ALL_CLEAR,), CorrectionKind.ALL_CLEAR, Contradiction),
    ((CorrectionKind.ALL_CLEAR,), CorrectionKind.UPDATE, Contradiction),
    ((CorrectionKind.ALL_CLEAR,), CorrectionKind.CANCEL, None),
    ((CorrectionKind.FALSE_ALARM,), CorrectionKind.FALSE_ALARM, None),
    ((CorrectionKind.UPDATE,), CorrectionKind.UPDATE, None),
    ((CorrectionKind.UPDATE,), CorrectionKind.ALL_CLEAR, None),
    ((CorrectionKind.UPDATE, CorrectionKind.UPDATE), CorrectionKind.CANCEL, None),
    ((CorrectionKind.ALL_CLEAR, CorrectionKind.CANCEL), CorrectionKind.CANCEL, Contradiction),
]


def after(town: Town, kinds: tuple[CorrectionKind, ...]) -> int:
    """The last of a chain of corrections; each arrives."""
    number = 1
    for hour, kind in enumerate(kinds):
        given = {"until": f"2031-01-13 {14 + hour}:00"} if kind is CorrectionKind.UPDATE else {}
        number = corrects(town, number, kind, by=APPROVER, **given)
        arrives(town)
    return number


@pytest.mark.parametrize(("before", "kind", "by", "next_step"), REFUSALS)
def test_a_corrected_alert_is_not_corrected_again(
    warned: Town, before: tuple[CorrectionKind, ...], kind: CorrectionKind, by: str, next_step: str
) -> None:
    after(warned, before)

    with pytest.raises(AlreadyCorrected) as refused:
        corrects(warned, 1, kind, by=APPROVER, **(LATER if kind is CorrectionKind.UPDATE else {}))

    assert refused.value.details == (f"Alert 1 was {by}.", next_step)
    assert refused.value.details_for_programs == (f"Alert 1 was {by}.",)


@pytest.mark.parametrize(("before", "kind", "refusal"), OF_CORRECTIONS)
def test_a_correction_is_corrected_only_where_that_means_something(
    warned: Town,
    before: tuple[CorrectionKind, ...],
    kind: CorrectionKind,
    refusal: type[Problem] | None,
) -> None:
    last = after(warned, before)
    given = {"until": "2031-01-13 20:00"} if kind is CorrectionKind.UPDATE else {}

    if refusal is None:
        assert corrects(warned, last, kind, by=APPROVER, **given) == last + 1
        return
    with pytest.raises(refusal):
        corrects(warned, last, kind, by=APPROVER, **given)


def test_an_all_clear_taken_back_says_that_the_danger_remains(warned: Town) -> None:
    all_clear = after(warned, (CorrectionKind.ALL_CLEAR,))

    back = warned.alert(corrects(warned, all_clear, CorrectionKind.CANCEL))

    assert back.values["situation"] == "danger_remains"
    assert (warned.alert(1).corrected_by_id, warned.alert(1).state) == (None, AlertState.SENT)


ENDINGS = [CorrectionKind.ALL_CLEAR, CorrectionKind.CANCEL]
TAKING_BACK = [CorrectionKind.CANCEL, CorrectionKind.FALSE_ALARM]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", TAKING_BACK)
@pytest.mark.parametrize("situation", ["no_danger", "ignore"])
def test_an_ending_taken_back_never_denies_the_danger(
    warned: Town, ending: CorrectionKind, kind: CorrectionKind, situation: str
) -> None:
    last = after(warned, (ending,))

    with pytest.raises(DangerDenied) as refused:
        corrects(warned, last, kind, situation=situation)

    what, typed, _ = refused.value.details
    command = f"tocsin alerts {kind.replace('_', '-')} 2 --set situation="
    assert "alert 1 holds again" in what
    assert typed == f"Type `{command}danger_remains` or `{command}checking`."
    assert refused.value.pointers == ("#/values/situation",)
    assert warned.alert(2).stopped_at is None


@pytest.mark.parametrize(
    ("ending", "advice"),
    [
        (CorrectionKind.ALL_CLEAR, "leave alert 2 as it stands."),
        (CorrectionKind.CANCEL, "say so afterwards: `tocsin alerts all-clear 1`."),
    ],
)
def test_a_refused_denial_says_how_to_tell_it(
    warned: Town, ending: CorrectionKind, advice: str
) -> None:
    last = after(warned, (ending,))

    with pytest.raises(DangerDenied) as refused:
        corrects(warned, last, CorrectionKind.CANCEL, situation="no_danger")

    assert refused.value.details[2] == f"If there is no danger, {advice}"


@pytest.mark.parametrize("situation", ["danger_remains", "checking"])
def test_an_ending_is_taken_back_while_the_danger_is_open(warned: Town, situation: str) -> None:
    last = after(warned, (CorrectionKind.ALL_CLEAR,))

    back = warned.alert(corrects(warned, last, CorrectionKind.CANCEL, situation=situation))

    assert back.values["situation"] == situation
    assert warned.alert(1).corrected_by_id is None


def test_a_choice_that_denies_the_danger_is_not_offered(warned: Town) -> None:
    """An office whose all-clear does not answer for staff is asked, without those choices."""
    last, known = after(warned, (CorrectionKind.ALL_CLEAR,)), warned.office.catalogue.good
    silent = replace(known["all_clear"], correction_values={})
    office = replace(warned.office, catalogue=Catalogue({**known, silent.name: silent}, {}))

    with warned.database.reading() as session:
        alert, wish = find_alert(session, str(last)), CorrectionRequest(CorrectionKind.CANCEL)
        [left] = list_open_choices(session, alert, wish, office)
        ways = prepare_by_choice(session, alert, wish, office, now=warned.now)

    assert list(left.options) == ["danger_remains", "checking"]
    assert [(way.chosen["situation"], way.restores) for way in ways] == [
        ("danger_remains", 1),
        ("checking", 1),
    ]


@pytest.mark.parametrize("kind", [CorrectionKind.CANCEL, CorrectionKind.FALSE_ALARM])
def test_a_withdrawal_promises_nothing_that_staff_did_not_say(
    warned: Town, kind: CorrectionKind
) -> None:
    with warned.database.reading() as session, pytest.raises(NotDecided) as refused:
        prepare_correction(
            session,
            find_alert(session, "1"),
            CorrectionRequest(kind),
            warned.office,
            now=warned.now,
        )

    [what] = refused.value.details
    assert what.startswith("'situation' is not said. It is one of: danger_remains (")
    assert "; checking (" in what
    assert "; no_danger (Δεν υπάρχει κίνδυνος." in what
    assert what.endswith(
        "; ignore (Αγνοήστε το. Δεν χρειάζεται ενέργεια / Ignore it. No action is needed)."
    )
    assert refused.value.pointers == ("#/values/situation",)


@pytest.mark.parametrize(
    "name", ["snow", "extreme_weather", "power_cut", "water_cut", "municipal_event", "drill"]
)
def test_no_template_answers_for_staff_whether_danger_remains(town: Town, name: str) -> None:
    catalogue = town.office.catalogue
    template = catalogue.find(name)

    left = undecided_choices(template, catalogue.correction_of(template), {})

    assert [each.name for each in left] == ["situation"]


@pytest.mark.parametrize(
    ("name", "command"),
    [("false_alarm", "false-alarm"), ("all_clear", "all-clear"), ("fog_over", "cancel")],
)
def test_a_template_for_corrections_makes_no_alert_of_its_own(
    town: Town, name: str, command: str
) -> None:
    known = town.office.catalogue.good
    own = replace(known["snow"], name="fog_over", corrects=True)
    office = replace(town.office, catalogue=Catalogue({**known, own.name: own}, {}))

    with town.database.reading() as session, pytest.raises(OnlyCorrects) as refused:
        compose_draft(session, AlertRequest(name, {}), office, now=town.now)

    assert f"`tocsin alerts {command} NUMBER`" in refused.value.details[0]


def test_an_old_template_of_that_name_is_no_alert_either(town: Town) -> None:
    known = town.office.catalogue.good
    old = replace(known["false_alarm"], corrects=False)
    office = replace(town.office, catalogue=Catalogue({**known, old.name: old}, {}))

    with town.database.reading() as session, pytest.raises(OnlyCorrects):
        compose_draft(session, AlertRequest("false_alarm", {}), office, now=town.now)


def test_a_draft_and_an_unknown_alert_cannot_be_corrected(warned: Town) -> None:
    draft = warned.drafts(warned.request("snow"))

    with pytest.raises(NotIssued):
        corrects(warned, draft, CorrectionKind.CANCEL)
    with pytest.raises(UnknownAlert):
        corrects(warned, 99, CorrectionKind.CANCEL)


def test_an_update_changes_something_and_only_updates_name_places(warned: Town) -> None:
    with pytest.raises(NothingNew):
        corrects(warned, 1, CorrectionKind.UPDATE, until="2031-01-13 12:00")
    with warned.database.reading() as session, pytest.raises(SamePlaces):
        wish = CorrectionRequest(CorrectionKind.CANCEL, areas=("panorama",))
        prepare_correction(session, find_alert(session, "1"), wish, warned.office, now=warned.now)


def test_an_update_for_nobody_stops_nothing(warned: Town) -> None:
    town = warned
    town.resident("6999990002", zone="panorama")
    only = town.issues(town.request("snow", "panorama")).alert.id or 0
    with town.database.writing() as session:
        session.execute(DELIVERIES.update().values(state=State.QUEUED))
        session.execute(
            DELIVERIES.delete().where(DELIVERIES.c.dispatch_id == town.alert(only).dispatch_id)
        )
        alert = find_alert(session, str(only))
        wish = CorrectionRequest(CorrectionKind.UPDATE, LATER)
        prepared = prepare_correction(session, alert, wish, town.office, now=town.now)
        nobody = replace(prepared, draft=replace(prepared.draft, media=(Medium.EMAIL,)))

        with pytest.raises(NoRecipients):
            issue_correction(session, alert, nobody, town.office, by=APPROVER, now=town.now)


def test_a_drill_is_ended_as_a_drill(town: Town) -> None:
    town.resident("6999990001")
    town.issues(town.request("drill"))
    arrives(town)

    ended = town.alert(corrects(town, 1, CorrectionKind.CANCEL))

    words = loads(dumps(ended.content))["words"]
    texts = [each["text"] for each in words if each["medium"] == "sms"]
    assert ended.status is AlertStatus.EXERCISE
    assert {text.split()[0] for text in texts} == {"AΣKHΣH", "ΑΣΚΗΣΗ", "EXERCISE"}
    assert {text.split()[-1] for text in texts} == {"AΣKHΣH", "ΑΣΚΗΣΗ", "EXERCISE"}


def test_a_withdrawal_overtakes_everything_whatever_it_withdraws(warned: Town) -> None:
    cancel = warned.alert(corrects(warned, 1, CorrectionKind.CANCEL))
    with warned.database.reading() as session:
        [row] = session.execute(DISPATCHES.select().where(DISPATCHES.c.id == cancel.dispatch_id))

    assert (row.lane, row.priority) == ("emergency", 3)
    assert row.topic == 2  # an unsubscribe link in it leaves what the alert was about


def test_an_update_needs_a_second_person_and_a_withdrawal_none(warned: Town) -> None:
    warned.ruled(severities=("Moderate", "Minor"))

    with pytest.raises(UpdateNeedsApproval):
        corrects(warned, 1, CorrectionKind.UPDATE, by=AUTHOR, **LATER)
    with pytest.raises(NotAllowed):
        corrects(warned, 1, CorrectionKind.UPDATE, by=AUTHOR, override="the road is open", **LATER)
    assert warned.alert(1).stopped_at is None
    assert corrects(warned, 1, CorrectionKind.CANCEL, by=AUTHOR) != 0


def test_an_approver_overrides_for_an_update_and_staff_are_told(warned: Town) -> None:
    warned.ruled(severities=("Moderate",))

    update = warned.alert(
        corrects(
            warned, 1, CorrectionKind.UPDATE, by=APPROVER, override="the road is open", **LATER
        )
    )

    assert update.override_reason == "the road is open"
    assert update.notice_id is not None


def test_a_person_without_the_right_to_send_stops_nothing(warned: Town) -> None:
    with pytest.raises(NotAllowed):
        corrects(warned, 1, CorrectionKind.CANCEL, by=VIEWER)

    assert warned.alert(1).stopped_at is None


def test_the_journal_knows_what_was_stopped_and_corrected(warned: Town) -> None:
    corrects(warned, 1, CorrectionKind.FALSE_ALARM)

    [*_, stopped, corrected, issued] = warned.journal()

    assert [stopped[1], corrected[1], issued[1]] == [
        "alert.stopped",
        "alert.corrected",
        "alert.issued",
    ]
    assert (corrected[2]["corrects"], corrected[2]["kind"]) == (1, "false_alarm")


def test_no_alert_is_composed_whose_withdrawal_would_not_fit(town: Town) -> None:
    answer = town.office.catalogue.find("false_alarm")
    long = {**answer.files, "sms.el.txt": "Α" * 400}
    good = {**town.office.catalogue.good, "false_alarm": replace(answer, files=long)}
    office = replace(town.office, catalogue=Catalogue(good, {}))

    with town.database.reading() as session, pytest.raises(CorrectionNotReady) as refused:
        compose_draft(session, town.request("snow"), office, now=town.now)

    assert refused.value.details[0] == "'false_alarm' cannot take it back."
    assert "parts" in refused.value.details[1]


def test_an_alert_is_refused_if_its_withdrawal_would_not_fit(town: Town) -> None:
    answer = town.office.catalogue.find("false_alarm")
    long = {**answer.files, "sms.el.txt": "{{ 'Α' * 400 if situation == 'ignore' else '' }}"}
    good = {**town.office.catalogue.good, "false_alarm": replace(answer, files=long)}
    office = replace(town.office, catalogue=Catalogue(good, {}))

    with town.database.reading() as session, pytest.raises(CorrectionNotReady):
        compose_draft(session, town.request("snow"), office, now=town.now)


def without(town: Town, name: str, language: str) -> Office:
    """The office whose template of that name has no words in a language."""
    template = town.office.catalogue.find(name)
    files = {file: text for file, text in template.files.items() if f".{language}." not in file}
    good = {**town.office.catalogue.good, name: replace(template, files=files)}
    return replace(town.office, catalogue=Catalogue(good, {}))


def test_an_alert_is_withdrawn_in_the_languages_of_the_withdrawal(
    warned: Town,
) -> None:
    warned.office = without(warned, "false_alarm", "en")

    assert corrects(warned, 1, CorrectionKind.CANCEL) == 2


def test_no_alert_is_composed_whose_withdrawal_has_no_greek(town: Town) -> None:
    office = without(town, "false_alarm", "el")

    with town.database.reading() as session, pytest.raises(CorrectionNotReady) as refused:
        compose_draft(session, town.request("snow"), office, now=town.now)

    assert refused.value.details == ("'false_alarm' has no words in 'el'.",)


def test_a_changed_template_does_not_keep_an_alert_from_withdrawal(
    warned: Town,
) -> None:
    snow = warned.office.catalogue.find("snow")
    changed = replace(
        snow, variables=tuple(each for each in snow.variables if each.name != "schools")
    )
    good = {**warned.office.catalogue.good, "snow": changed}
    warned.office = replace(warned.office, catalogue=Catalogue(good, {}))

    assert corrects(warned, 1, CorrectionKind.CANCEL) == 2


def test_a_correction_that_ends_two_alerts_is_read_of_both(warned: Town) -> None:
    back = after(warned, (CorrectionKind.CANCEL, CorrectionKind.CANCEL))
    last = corrects(warned, 1, CorrectionKind.CANCEL)

    with warned.database.reading() as session:
        found = read_endings(session, session.scalars(select(Alert)).all())

    assert warned.alert(back).corrected_by_id == warned.alert(1).corrected_by_id == last
    assert found == dict.fromkeys((1, 2, back), AlertEnding.WITHDRAWN)
