"""What the rules of warning practice find in the words stands before the question; an error is
refused, unless somebody says why it goes out all the same."""

from tests.journeys.conftest import Installation

HOURS = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00")
SNOW = ("send", "snow", "--area", "panorama", *HOURS)
# Nothing says what it does to people, which is an error from Severe up.
NO_IMPACT = (
    "--set",
    "impact.el=Ιδίως τη νύχτα",
    "--set",
    "impact.en=At night above all",
)
STORM = ("send", "extreme_weather", "--area", "panorama", "--set", "hazard=storm", *HOURS)
WHY = "The bulletin has come only now"


def resident(installation: Installation) -> None:
    installation.residents({"phone": "6900000001", "zones": "panorama"})


def test_a_warning_stands_before_the_question(installation: Installation) -> None:
    resident(installation)

    looked = installation.tocsin(*SNOW, *NO_IMPACT, "--dry-run")

    assert "Warning L06: Nothing says what it does to people" in looked.err


def test_a_dry_run_for_programs_has_what_was_found(installation: Installation) -> None:
    resident(installation)

    found = installation.tocsin(*SNOW, *NO_IMPACT, "--dry-run", "--json").json["lint"]

    assert {(each["rule"], each["level"]) for each in found} >= {("L06", "W")}
    assert {each["medium"] for each in found} >= {"sms", "email"}
    assert all(0 <= each["start"] <= each["end"] for each in found)


def test_words_with_an_error_are_refused_and_nothing_is_kept(installation: Installation) -> None:
    resident(installation)

    refused = installation.tocsin(*STORM, *NO_IMPACT, "--yes", "--expect", "1", code=4)

    assert "Error L06" in refused.err
    assert "The words do not say what a warning must say: L06." in refused.err
    assert "--override REASON" in refused.err
    assert installation.tocsin("alerts", "list", "--json").rows == []


def test_a_reason_sends_words_with_an_error_and_is_kept(installation: Installation) -> None:
    resident(installation)

    sent = installation.tocsin(
        *STORM, *NO_IMPACT, "--yes", "--expect", "1", "--override", WHY, "--json"
    )

    assert sent.json["override_reason"] == WHY
    acts = installation.tocsin("journal", "show", "--json").rows
    told = [each for each in acts if each["action"] == "alert.words_overridden"]
    assert [each["facts"]["rules"] for each in told] == ["L06"]


def test_an_exercise_is_never_refused_for_its_words(installation: Installation) -> None:
    resident(installation)
    told = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-12 21:00")

    installation.tocsin("send", "drill", "--area", "panorama", *told, "--yes", "--expect", "1")
