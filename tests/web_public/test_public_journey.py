"""A resident comes in, chooses, changes their mind, and goes."""

import re

from subscribers.preferences import manage_url
from templates import Topic
from tests.web_public.conftest import LATER, MAILBOX, PHONE, Pages


def _handle(page: str) -> str:
    found = re.search(r'action="/code/([\w-]{22})\?', page)
    assert found is not None
    return found[1]


def _action(page: str, ending: str = "") -> str:
    found = re.search(rf'action="(/[mpu]/[\w-]+{ending})\?lang', page)
    assert found is not None
    return found[1]


def test_ana_comes_in_by_a_typed_code_and_chooses(pages: Pages) -> None:
    handle = _handle(pages.subscribe(phone=PHONE).text)
    typed = f" {pages.code()[:3]} {pages.code()[3:]} "
    choices = pages.post(f"/code/{handle}", {"code": typed}).text
    wanted = {
        "fresh": "yes",
        "zone": ["panorama"],
        "topic": ["weather"],
        "language": "en",
        "first": "sms",
        "quiet_from": "22",
        "quiet_until": "7",
    }

    done = pages.post(_action(choices), wanted)

    assert "Η εγγραφή σας ολοκληρώθηκε" in done.text
    assert pages.rows("SELECT language, first_medium, quiet_from, quiet_until FROM resident") == [
        ("en", "sms", 22, 7)
    ]
    topics = {row[0] for row in pages.rows("SELECT topic FROM resident_topic")}
    assert topics == {"emergency", "weather"}
    consents = pages.rows("SELECT source, network, length(text_hash) FROM consent")
    assert set(consents) == {("web", "127.0.0.0/24", 64)}


def test_a_wrong_code_says_so_and_counts(pages: Pages) -> None:
    handle = _handle(pages.subscribe(phone=PHONE).text)
    wrong = str((int(pages.code()) + 1) % 1_000_000).zfill(6)

    answers = [pages.post(f"/code/{handle}?lang=en", {"code": wrong}) for _ in range(6)]
    late = pages.post(f"/code/{handle}", {"code": pages.code()})

    assert {answer.status_code for answer in answers} == {422}
    assert ["Attempts left: 4." in answers[0].text, "Attempts left: 1." in answers[3].text] == [
        True
    ] * 2
    assert "there were too many attempts" in answers[4].text
    assert late.status_code == 422
    assert pages.rows("SELECT tries FROM code_sent") == [(5,)]


def test_eva_comes_in_by_the_button_of_a_mail(pages: Pages) -> None:
    pages.subscribe(email=MAILBOX)
    link = pages.link("confirm")

    shown = pages.get(link)
    pressed = [pages.post(link), pages.post(link)]

    assert "a••@town.example.gr" in shown.text
    assert [answer.status_code for answer in pressed] == [200, 200]
    assert pages.rows("SELECT standing FROM subscription") == [("active",)]


def test_a_page_opened_fifty_times_changes_nothing(pages: Pages) -> None:
    contact = pages.registered()
    pages.subscribe(email="eva@town.example.gr")
    leaving = pages.mail_link(contact, Topic.WEATHER)
    links = [
        pages.link("confirm", count=2),
        pages.link("not-me", count=2),
        leaving,
        leaving.replace("/u/", "/p/"),
    ]
    before = pages.everything()

    for link in (*links, "/", "/subscribe", "/link", "/challenge"):
        for _ in range(50 if link in links else 2):
            assert pages.get(link).status_code == 200
            assert pages.visitor.head(link).content == b""

    assert pages.everything() == before


def test_ana_asks_for_a_link_and_adds_a_phone(pages: Pages) -> None:
    pages.registered()
    pages.clock.ahead += LATER
    pages.post("/link", {"email": MAILBOX, "altcha": pages.proof()})
    own = pages.link("m", count=2)

    page = pages.post(f"{own}/contacts", {"phone": PHONE, "altcha": pages.proof()})
    added = pages.post(f"/code/{_handle(page.text)}?lang=en", {"code": pages.code()})

    assert "+3069••••901" in added.text
    assert pages.rows("SELECT count(DISTINCT resident_id), count(*) FROM subscription") == [(1, 2)]


def test_a_contact_that_is_not_theirs_cannot_be_removed(pages: Pages) -> None:
    first = pages.registered()
    second = pages.registered("eva@town.example.gr")
    own = manage_url("", pages.home.keys, first, pages.clock() + LATER)

    refused = pages.post(f"{own}/contacts/remove", {"contact": str(second)})
    removed = pages.post(f"{own}/contacts/remove?lang=en", {"contact": str(first)})

    assert refused.status_code in {403, 404, 409, 422}
    assert "no longer registered" in removed.text
    assert pages.get(own).status_code == 410


def test_a_mails_link_shows_choices_but_nothing_personal(pages: Pages) -> None:
    contact = pages.registered()
    path = pages.mail_link(contact, Topic.WEATHER).replace("/u/", "/p/")

    page = pages.get(f"{path}?lang=en").text
    saved = pages.post(f"{path}?lang=en", {"language": "en", "topic": "roads"}).text
    pages.clock.ahead += LATER
    pages.post(f"{path}/link")

    assert "example.gr</" not in page
    assert "/contacts" not in page
    assert "/export" not in page
    assert "/erase" not in page
    assert "Your preferences have been saved" in saved
    assert pages.get(pages.link("m", count=2)).status_code == 200


def test_ana_takes_what_is_kept_of_her(pages: Pages) -> None:
    contact = pages.registered()
    own = manage_url("", pages.home.keys, contact, pages.clock() + LATER)

    taken = pages.post(f"{own}/export")

    assert taken.headers["content-disposition"] == 'attachment; filename="tocsin-data.json"'
    assert taken.headers["cache-control"] == "no-store"
    assert taken.json()["contacts"][0]["address"] == MAILBOX


def test_ana_is_erased_in_two_steps(pages: Pages) -> None:
    contact = pages.registered()
    own = manage_url("", pages.home.keys, contact, pages.clock() + LATER)

    asked = [pages.get(f"{own}/erase?lang=en"), pages.post(f"{own}/erase?lang=en", {"sure": "no"})]
    still = pages.get(own).status_code
    erased = pages.post(f"{own}/erase?lang=en", {"sure": "yes"})

    assert ["Delete my data now" in page.text for page in asked] == [True, True]
    assert still == 200
    assert "Your data has been deleted" in erased.text
    assert pages.get(own).status_code == 410
    assert pages.rows("SELECT length(address) FROM contact") == [(0,)]


def test_quiet_hours_without_an_end_are_asked_for_again(pages: Pages) -> None:
    contact = pages.registered()
    own = manage_url("", pages.home.keys, contact, pages.clock() + LATER)

    answer = pages.post(
        f"{own}?lang=en", {"language": "en", "zone": "panorama", "quiet_from": "22"}
    )

    assert answer.status_code == 422
    assert 'href="#quiet_from"' in answer.text
    assert 'value="panorama" checked' in answer.text
    assert '<option value="22" selected>' in answer.text
