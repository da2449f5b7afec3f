"""No messages at all: one page to confirm, one to undo it, and erasure is something else."""

import re

from templates import Topic
from tests.web_public.conftest import LATER, MAILBOX, Pages
from tests.web_public.test_public_code_page import own_link

HAD = {Topic.EMERGENCY}  # whoever has just registered
ACTION = re.compile(r'<form method="post" action="([^"]+)"')


def refused(pages: Pages) -> set[object]:
    return {row[0] for row in pages.rows("SELECT topic FROM refusal")}


def pressed(pages: Pages, page: str) -> str:
    """Press the button of a page; the page it leads to."""
    return pages.post(ACTION.findall(page)[0].replace("&amp;", "&")).text


def test_a_resident_stops_everything_on_their_page_and_undoes_it(pages: Pages) -> None:
    link = own_link(pages)
    before = refused(pages)

    asked = pages.get(f"{link}/all?lang=en")
    looked = refused(pages)
    stopped = pressed(pages, asked.text)
    after = refused(pages)
    back = pressed(pages, stopped)

    assert f'href="{link}/all?lang=en"' in pages.get(f"{link}?lang=en").text
    assert (looked, after, refused(pages)) == (before, set(Topic), set(Topic) - HAD)
    assert "All messages have been stopped" in stopped
    assert f'href="{link}/erase?lang=en"' in stopped
    assert "You receive these messages again" in back


def test_the_link_of_a_mail_asks_by_a_second_message(pages: Pages) -> None:
    contact = pages.registered()
    before = refused(pages)
    mail = pages.mail_link(contact, Topic.WEATHER)
    pages.clock.ahead += LATER

    told = pages.post(f"{mail}?lang=en", {"leave": "all"})
    asked = pages.get(f"{pages.link('end', count=2)}/all?lang=en")
    looked = refused(pages)
    stopped = pressed(pages, asked.text)
    after = refused(pages)

    assert "Nothing has changed yet" in told.text
    assert (looked, after) == (before, set(Topic))
    assert "You receive these messages again" in pressed(pages, stopped)
    assert refused(pages) == set(Topic) - HAD


def test_the_choices_of_a_mail_ask_the_same_way(pages: Pages) -> None:
    contact = pages.registered()
    choices = pages.mail_link(contact, Topic.WEATHER).replace("/u/", "/p/")
    pages.clock.ahead += LATER

    shown = pages.get(f"{choices}?lang=en").text
    pages.post(f"{choices}/all?lang=en")

    assert f'action="{choices}/all?lang=en"' in shown
    assert pages.letters("email", 2)[0].count("/all") == 1


def test_stopping_twice_changes_no_more(quick_pages: Pages) -> None:
    link = own_link(quick_pages)
    quick_pages.post(f"{link}/all")

    again = quick_pages.post(f"{link}/all?lang=en")

    assert "Undo" not in again.text
    assert refused(quick_pages) == set(Topic)
    assert quick_pages.get(link).status_code == 200


def test_a_page_of_another_site_stops_nothing(quick_pages: Pages) -> None:
    link = own_link(quick_pages)
    before = refused(quick_pages)

    answer = quick_pages.post(f"{link}/all", {}, **{"sec-fetch-site": "cross-site"})

    assert (answer.status_code, refused(quick_pages)) == (403, before)
    assert MAILBOX not in quick_pages.get(f"{link}/all").text


def test_a_resident_who_left_warnings_is_promised_none(quick_pages: Pages) -> None:
    link = own_link(quick_pages)
    promised = quick_pages.get(f"{link}?fresh=yes&lang=en").text
    quick_pages.post(f"{link}/all")

    left = quick_pages.get(f"{link}?fresh=yes&lang=en").text

    assert "you already receive emergency warnings" in promised
    assert "you already receive emergency warnings" not in left
