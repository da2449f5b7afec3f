"""The rule on links and phone numbers for more (L08)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from linting.cases import Case, TextMedium
from linting.evidence import body_end
from linting.findings import LintFinding, LintLevel
from linting.reading import TextReading
from linting.rules.found import overlaps
from linting.rules.phones import phones_in
from runtime import Said, said

_LONGEST = 40
_ENDS = r"(?:gr|eu|com|org|net|info|gov|edu|int|ly|co|me|io|link|to|gl|cc|be|de|app|page|ελ)"
_LINK = re.compile(
    rf"(?i)\b(?:[a-z][a-z0-9+.-]*://[^\s<>\"«»“”]+|(?<![\w@.])(?:[\w-]+\.)+{_ENDS}\b(?![\w@-])(?:/[^\s<>\"«»“”]*)?)"
)
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHORTENERS = frozenset(
    [
        "bit.ly",
        "bitly.com",
        "tinyurl.com",
        "t.co",
        "goo.gl",
        "ow.ly",
        "is.gd",
        "buff.ly",
        "cutt.ly",
        "rebrand.ly",
        "rb.gy",
        "t.ly",
        "shorturl.at",
        "tiny.cc",
        "lnkd.in",
        "s.id",
        "short.io",
        "soo.gd",
        "v.gd",
        "x.gd",
        "bl.ink",
        "shorte.st",
        "adf.ly",
        "qr.ae",
        "tr.im",
        "fb.me",
        "youtu.be",
        "wa.me",
        "t.me",
        "m.me",
        "tny.im",
        "u.to",
        "urlz.fr",
        "surl.li",
        "tinyurl.gr",
        "dub.sh",
    ]
)
_TRACKING = re.compile(
    r"(?i)utm[_-]?\w*|\w*clk?id|mc_[ce]id|mkt_tok|igshid?|igsh|_ga|_gl|_hs\w+|hsctatracking|wbraid|gbraid|"
    r"vero_\w+|oly_\w+|pk_\w+|mtm_\w+|matomo_\w+|piwik_\w+|s_cid|trk\w*|track\w*|ref_?(?:src|id)?|"
    r"campaign\w*|click_?id|subscriber\w*|recipient\w*|user_?id|uid|elqtrack\w*|sc_\w*id|ml_subscriber\w*|"
    r"spm|cid|eid|_ke|_kx|ck_subscriber_id|fb_\w+|yclid|e?mail|si"
)


@dataclass(frozen=True)
class TextLink:
    """One link of a text, as written."""

    start: int
    end: int
    words: str

    @property
    def host(self) -> str:
        """The host that it leads to, without www."""
        written = self.words if "://" in self.words else f"//{self.words}"
        try:
            host = urlsplit(written).hostname or ""
        except ValueError:
            return ""
        return host.removeprefix("www.").rstrip(".")

    @property
    def tracking(self) -> str:
        """The first part of its query that tells who follows it."""
        query = self.words.partition("?")[2].replace("#", "&").replace(";", "&")
        names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
        return next((name for name in names if _TRACKING.fullmatch(name)), "")


def links_in(text: str) -> tuple[TextLink, ...]:
    """Every link, without the mark that ends its sentence; mailboxes are none."""
    boxes = [found.span() for found in _MAILBOX.finditer(text)]
    return tuple(_links(text, boxes))


def _links(text: str, boxes: list[tuple[int, int]]) -> Iterator[TextLink]:
    for found in _LINK.finditer(text):
        words = found.group().rstrip(".,;:!?)]}'’·*")
        if words.casefold().startswith(("mailto:", "tel:")):
            continue
        if "://" in words or not overlaps(found.span(), boxes):
            yield TextLink(found.start(), found.start() + len(words), words)


def lead_to_more(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L08: a phone number, or a short https link of the office's own that tracks nobody."""
    links = links_in(case.text)
    for link in links:
        if link.tracking:
            say = said(
                "'{name}' in the link tells who follows it: leave it out.", name=link.tracking
            )
            yield LintFinding(link.start, link.end, "L08", LintLevel.ERROR, say)
        elif fault := _fault(case, link, reading):
            yield LintFinding(link.start, link.end, "L08", LintLevel.WARNING, fault)
    if case.medium is TextMedium.SUBJECT or links or phones_in(case, reading):
        return
    say = said("Nothing says where to learn more: add a phone number or a link of your own.")
    yield LintFinding(0, 0, "L08", LintLevel.WARNING, say)


def _fault(case: Case, link: TextLink, reading: TextReading) -> Said | None:
    own = [domain.casefold() for domain in map(_plain_domain, case.domains) if domain]
    if link.host in _SHORTENERS:
        return said("A shortened link hides where it leads: write one of your own domain.")
    if own and not any(link.host == each or link.host.endswith(f".{each}") for each in own):
        return said("'{host}' is no domain of yours: write a link of your own.", host=link.host)
    if not link.words.casefold().startswith("https://"):
        return said("The link has no https://: write it from https:// on.")
    if len(link.words) > _LONGEST and link.start < body_end(reading):
        return said("The link has more than 40 characters: write a shorter one of your own.")
    return None


def _plain_domain(domain: str) -> str:
    """The host of a domain, also of one that is written as an address."""
    return TextLink(0, 0, domain.strip()).host
