"""A message says by which number it can be checked, and the page of that number says the same."""

import re

from tests.journeys.conftest import Installation
from tests.journeys.doors import Doors, open_doors

ANA = {"name": "Άννα Δοκιμή", "phone": "+306900000001", "email": "ana@example.gr"}
BEN = {"name": "Ben Trial", "phone": "+306900000002", "language": "en", "email": "b@example.org"}
ADVICE = "Μετακινήστε τα αυτοκίνητα από την οδό Κομνηνών"
TO_ALL = (
    "--all",
    "--reach",
    "all",
    "--set",
    f"advice={ADVICE}",
    "--set",
    "advice.en=Move your cars",
    "--yes",
    "--expect",
    "2",
)


def links(doors: Doors, since: int = 0) -> list[tuple[str, ...]]:
    """The addresses of alerts in each message, by medium."""
    page = re.compile(rf"{re.escape(doors.url)}(/a/[0-9A-Z]{{5}})\b")
    received = doors.here.received()[since:]
    return sorted((line["medium"], *page.findall(line["body"])) for line in received)


def public_number(here: Installation, alert: str) -> str:
    return str(here.tocsin("alerts", "show", alert, "--json").json["public_number"])


def test_every_message_leads_to_the_page_of_its_alert(bare: Installation) -> None:
    bare.residents(ANA, BEN)

    with open_doors(bare) as doors:
        bare.snow(*TO_ALL)

        number = public_number(bare, "1")
        page = f"/a/{number}"
        assert links(doors) == [("email", page)] * 2 + [("sms", page)] * 2
        found = doors.get(f"/check?lang=el&number={number.lower()}")
        assert (found.status_code, found.url.path) == (200, page)
        assert ADVICE in found.text
        assert ADVICE in doors.get(page).text


def test_a_correction_leads_to_a_page_of_its_own(bare: Installation) -> None:
    bare.residents(ANA, BEN)

    with open_doors(bare) as doors:
        bare.snow(*TO_ALL)
        since = bare.count
        bare.tocsin("alerts", "all-clear", "1", "--yes", "--expect", "2")

        before, after = (f"/a/{public_number(bare, each)}" for each in "12")
        assert {link for medium, *found in links(doors, since) for link in found} == {after}
        assert f'href="{after}?' in doors.get(f"{before}?lang=en").text
        assert f'href="{before}?' in doors.get(f"{after}?lang=en").text
        assert doors.get("/a/ZZZZZ").status_code == 404
