"""The last page of registering sums up what was chosen, and fits whoever has a phone alone."""

import httpx

from tests.web_public.conftest import MAILBOX, PHONE, Pages

CHOSEN = {
    "fresh": "yes",
    "language": "en",
    "zone": ["panorama", "unit-chortiatis", "chortiatis"],
    "topic": ["roads"],
    "quiet_from": "22",
    "quiet_until": "7",
}


def registers(pages: Pages, **contacts: str) -> httpx.Response:
    """Somebody registers, chooses, and reads the last page in English."""
    path = pages.subscribe(language="en", **contacts).url.path
    medium = "sms" if "phone" in contacts else "email"
    own = pages.post(path, {"code": pages.code(medium)}).url.path
    return pages.post(f"{own}?lang=en", CHOSEN)


def test_the_last_page_sums_up_what_was_chosen(pages: Pages) -> None:
    page = registers(pages, email=MAILBOX)

    summary = page.text[page.text.index("What you will receive") : page.text.index("If you want")]
    assert page.url.path.endswith("/done")
    assert all(f"<dd>{each}</dd>" in summary for each in ("Emergency warnings", "Roads", "English"))
    assert ("22:00 - 07:00" in summary, MAILBOX in summary) == (True, False)
    assert "Every e-mail from us has a link" in page.text


def test_a_place_inside_a_chosen_one_is_not_named(quick_pages: Pages) -> None:
    page = registers(quick_pages, email=MAILBOX)

    [places] = [line for line in page.text.splitlines() if "<dt>Places</dt>" in line]
    assert places.count(",") == 1


def test_a_resident_with_a_phone_alone_reads_nothing_of_mails(pages: Pages) -> None:
    text = registers(pages, phone=PHONE).text

    assert "we will send it to you by SMS" in text
    assert not any(word in text for word in ("e-mail from us", "spam", "E-mail from"))


def test_a_resident_who_chose_nothing_reads_what_that_means(quick_pages: Pages) -> None:
    path = quick_pages.subscribe(phone=PHONE).url.path
    own = quick_pages.post(path, {"code": quick_pages.code()}).url.path

    text = quick_pages.get(f"{own}/done?lang=en").text

    assert "<dt>Places</dt><dd>The whole municipality</dd>" in text
    assert "<dt>Quiet hours</dt><dd>none</dd>" in text
