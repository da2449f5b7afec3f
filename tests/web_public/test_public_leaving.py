"""One click leaves the topic of that mail and no more; emergencies are left by a second, deliberate
act."""

import pytest

from templates import Topic
from tests.web_public.conftest import LATER, Pages

CLICK = {"List-Unsubscribe": "One-Click"}
URLENCODED = "application/x-www-form-urlencoded"


def _refused(pages: Pages) -> list[object]:
    return [row[0] for row in pages.rows("SELECT topic FROM refusal")]


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic is not Topic.EMERGENCY])
def test_a_click_leaves_its_topic(quick_pages: Pages, topic: Topic) -> None:
    link = quick_pages.mail_link(quick_pages.registered(), topic)

    answer = quick_pages.post(
        link, CLICK, origin="https://mail.example", **{"sec-fetch-site": "cross-site"}
    )

    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    assert not answer.history
    assert "set-cookie" not in answer.headers
    assert _refused(quick_pages) == [topic]


def test_a_click_in_an_emergency_mail_asks_first(pages: Pages) -> None:
    contact = pages.registered()
    pages.clock.ahead += LATER
    pages.post(pages.mail_link(contact, Topic.EMERGENCY), CLICK)
    link = pages.link("end", count=2)
    before = _refused(pages)

    looked = pages.get(link)
    ended = pages.post(f"{link}?lang=en")

    assert before == []
    assert looked.status_code == 200
    assert "Undo" in ended.text
    assert _refused(pages) == ["emergency"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", URLENCODED),
        (b"List-Unsubscribe=One-Click", ""),
        (
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_mail_provider_may_write_its_form_as_it_likes(
    quick_pages: Pages, body: bytes, kind: str
) -> None:
    link = quick_pages.mail_link(quick_pages.registered(), Topic.WEATHER)

    answer = quick_pages.visitor.post(
        link, content=body, headers={"content-type": kind} if kind else {}
    )

    assert answer.status_code == 200
    assert _refused(quick_pages) == ["weather"]


@pytest.mark.parametrize(
    "body", [b"", b"List-Unsubscribe=one-click", b"List-Unsubscribe=", b"x=1", b"leave=all"]
)
def test_a_request_with_another_body_leaves_nothing(quick_pages: Pages, body: bytes) -> None:
    link = quick_pages.mail_link(quick_pages.registered(), Topic.WEATHER)

    quick_pages.visitor.post(link, content=body, headers={"content-type": URLENCODED})

    assert _refused(quick_pages) == []


def test_a_click_twice_is_a_click(pages: Pages) -> None:
    link = pages.mail_link(pages.registered(), Topic.WEATHER)

    assert [pages.post(link, CLICK).status_code for _ in range(2)] == [200, 200]
    assert _refused(pages) == ["weather"]


def test_the_page_leaves_a_topic_and_offers_the_way_back(pages: Pages) -> None:
    link = pages.mail_link(pages.registered(), Topic.ROADS)

    left = pages.post(f"{link}?lang=en", {"leave": "topic"})
    gone = _refused(pages)
    back = pages.post(f"{link}?lang=en", {"undo": "roads"})

    assert 'name="undo" value="roads"' in left.text
    assert gone == ["roads"]
    assert "You receive these messages again" in back.text
    assert _refused(pages) == []


def test_a_button_of_another_site_s_page_leaves_nothing(quick_pages: Pages) -> None:
    link = quick_pages.mail_link(quick_pages.registered(), Topic.ROADS)

    answer = quick_pages.post(link, {"leave": "topic"}, **{"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert _refused(quick_pages) == []


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 26, "%2e%2e", "Ω" * 22])
def test_a_forged_link_leaves_nobody(quick_pages: Pages, token: str) -> None:
    assert quick_pages.get(f"/u/{token}").status_code == 404
    assert quick_pages.post(f"/u/{token}", CLICK).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"--x\r\nContent-Type: text/plain; charset=klingon\r\n\r\nOne-Click\r\n--x--\r\n", 400),
        (
            b"".join(b"--x\r\nContent-Type: multipart/a; boundary=x\r\n\r\n" for _ in range(900)),
            413,
        ),
    ],
)
def test_a_form_that_is_hard_to_read_is_not_read(
    quick_pages: Pages, body: bytes, status: int
) -> None:
    link = quick_pages.mail_link(quick_pages.registered(), Topic.WEATHER)
    kind = {"content-type": "multipart/form-data; boundary=x"}

    assert quick_pages.visitor.post(link, content=body, headers=kind).status_code == status
    assert _refused(quick_pages) == []
