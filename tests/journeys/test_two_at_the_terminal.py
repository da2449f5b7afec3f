"""Two members at the terminal: one writes, the other approves, and in an emergency one does both
and everybody hears of it."""

from templates.sms import to_gsm7
from tests.journeys.conftest import Installation

ANA = {"name": "Άννα Δοκιμή", "phone": "+306900000001"}
DUTY = "duty@town.example.gr"
POLICY = f"""
[approval]
severities = ["Moderate"]
[staff_notice]
emails = ["{DUTY}"]
"""
LIVE = ("--yes", "--expect", "1")


def member(here: Installation, name: str, role: str) -> dict[str, str]:
    return {
        "TOCSIN_TOKEN": here.tocsin("staff", "add", name, "--role", role)
        .out.strip()
        .splitlines()[-1]
    }


def ruled(here: Installation) -> None:
    path = here.home / "tocsin.toml"
    path.write_text(path.read_text("utf-8") + POLICY, "utf-8")
    here.residents(ANA)


def heard(here: Installation, to: str) -> list[str]:
    return [line["body"] for line in here.received() if line["to"] == to]


def test_an_authors_alert_waits_until_an_approver_has_approved(installation: Installation) -> None:
    ruled(installation)
    author, approver = (member(installation, role, role) for role in ("author", "approver"))

    waiting = installation.snow("--all", *LIVE, "--json", code=4, **author)
    own = installation.tocsin("alerts", "approve", "1", *LIVE, code=4, **author)
    assert (waiting.json["state"], waiting.json["expected"]) == ("pending_approval", 1)
    assert "tocsin alerts approve 1" in waiting.err
    assert "may not approve" in own.err
    told = heard(installation, DUTY)
    assert ["tocsin staff list" in each for each in told] == [True, True, False]
    assert "tocsin alerts approve 1" in told[2]
    assert heard(installation, ANA["phone"]) == []

    sent = installation.tocsin("alerts", "approve", "1", *LIVE, "--json", code=0, **approver)

    assert (sent.json["state"], sent.json["by_state"]) == ("sent", {"accepted": 1})
    assert len(heard(installation, ANA["phone"])) == 1
    shown = installation.tocsin("alerts", "show", "1", code=0, **author).out
    assert "by author" in shown
    assert "by approver" in shown


def test_a_draft_is_written_sent_back_mended_and_overridden(installation: Installation) -> None:
    ruled(installation)
    typed = ("--all", "--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00", "--json")

    drafted = installation.tocsin("alerts", "draft", "snow", *typed).json
    edited = installation.tocsin(
        "alerts", "edit", "1", "--set", "impact=Ολισθηρό οδόστρωμα", "--json"
    ).json
    refused = installation.tocsin("alerts", "send", "1", *LIVE, code=4)
    report = installation.tocsin(
        "alerts", "send", "1", *LIVE, "--override", "The pass is closing", "--json"
    ).json

    assert (drafted["state"], drafted["forecast"]["recipients"]) == ("draft", 1)
    assert edited["content_hash"] != drafted["content_hash"]
    assert "--override REASON" in refused.err
    assert report["override_reason"] == "The pass is closing"
    assert to_gsm7("Ολισθηρό οδόστρωμα") in heard(installation, ANA["phone"])[0]
    assert "The pass is closing" in heard(installation, DUTY)[0]


def test_staff_hear_who_left_and_which_schedules_fire_no_more(installation: Installation) -> None:
    ruled(installation)
    author = member(installation, "Nikos", "author")
    when = ("--set", "from=occurrence", "--set", "until=occurrence+12h")
    words = ("schedules", "add", "daily", "--template", "snow", "--every", "1d", "--all", *when)

    unasked = installation.tocsin(*words, code=2, **author)
    others = installation.tocsin(*words, "--yes", "--expect", "7", code=4, **author)
    installation.tocsin(*words, *LIVE, code=0, **author)
    gone = installation.tocsin("staff", "dismiss", "Nikos")
    resumed = installation.tocsin("schedules", "resume", "daily", *LIVE)

    assert "--yes --expect N" in unasked.err
    assert "7 recipients were expected" in others.err
    assert "`tocsin schedules resume NAME`): daily" in gone.err
    assert "Nikos" in heard(installation, DUTY)[-1]
    assert "You answer for what it sends." in resumed.err
    assert (
        installation.tocsin("schedules", "show", "daily", "--json").json["responsible"]
        == "member:1"
    )
