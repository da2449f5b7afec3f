"""Snow turns out to come to another place: each hears either the update or that it concerns them no
more."""

from collections import Counter

from templates.sms import to_gsm7
from tests.journeys.conftest import ROOT, Installation

UPDATE = ("alerts", "update", "1", "--area", "exochi")
GONE = (to_gsm7("ΔΕΝ ΑΦΟΡΑ ΠΛΕΟΝ ΤΟΝ ΧΟΡΤΙΑΤΗ. ΣΥΝΕΧΙΣΤΕ"), "NO LONGER CONCERNS Chortiatis. Keep")
BY_MAIL = (
    {"name": "Δοκιμή", "email": "ana@example.gr", "zones": "chortiatis"},
    {"name": "Trial", "language": "en", "email": "ben@example.org", "zones": "chortiatis"},
    {"name": "Δοκιμή", "email": "eva@example.gr", "zones": "exochi"},
)


def heard(here: Installation, since: int) -> Counter[str]:
    """Who got what since then: the released words in Greek or English, or the others."""
    found = {
        line["to"]: next((text for text in GONE if text in line["body"]), "update")
        for line in here.received()[since:]
    }
    assert len(found) == here.count - since
    return Counter(found.values())


def test_people_left_out_of_an_update_hear_so(installation: Installation) -> None:
    installation.tocsin("residents", "import", str(ROOT / "examples" / "residents.csv"))
    installation.snow("--area", "chortiatis", "--yes", "--expect", "16")
    first = installation.count

    installation.tocsin(*UPDATE, "--yes", "--expect", "15", code=4)
    sent = installation.tocsin(*UPDATE, "--yes", "--expect", "24").out

    assert heard(installation, first) == {GONE[0]: 8, GONE[1]: 1, "update": 15}
    assert "by words: 15 the update, 9 that it concerns them no more" in sent
    shown = installation.tocsin("alerts", "show", "2", "--json").json["wordings"]
    assert Counter((each["variant"], each["letters"]) for each in shown) == {
        ("main", "usual"): 4,
        ("main", "unicode"): 1,
        ("released", "usual"): 4,
        ("released", "unicode"): 1,
    }
    second = installation.count
    installation.tocsin(
        "alerts", "update", "2", "--set", "until=2031-01-13 14:00", "--yes", "--expect", "15"
    )
    assert heard(installation, second) == {"update": 15}


def test_mails_to_people_left_out_follow_the_first(installation: Installation) -> None:
    installation.residents(*BY_MAIL)
    installation.snow("--area", "chortiatis", "--yes", "--expect", "2")
    before = {line["to"]: line["message_id"] for line in installation.received()}

    installation.tocsin(*UPDATE, "--yes", "--expect", "3")

    after = {line["to"]: line for line in installation.received()[2:]}
    assert {name: after[name]["in_reply_to"] for name in before} == before
    assert "δεν αφορά πλέον τον Χορτιάτη" in after["ana@example.gr"]["subject"]
    assert "no longer concerns Chortiatis" in after["ben@example.org"]["subject"]
    assert "in_reply_to" not in after["eva@example.gr"]
