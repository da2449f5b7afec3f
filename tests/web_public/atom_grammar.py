"""The grammar of Atom (RFC 4287, section 4 and appendix B) as a table, and the faults of a feed by
it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

ATOM, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
ANY, NOTHING = r"(?s).*", r"\s*"
MEDIA_TYPE = r"[^/\s]+/[^/\s]+"
LANGUAGE = r"([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?"
IRI = r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
ONCE, AT_MOST_ONCE, SOME = (1, 1), (0, 1), (0, 10_000)


@dataclass(frozen=True)
class Rule:
    """What an element may hold: its children with the least and most of each, its attributes, its
    text."""

    children: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    text: str = NOTHING


TEXT = Rule(attributes={"type": "text|html"}, text=ANY)
PERSON = Rule({"name": ONCE, "uri": AT_MOST_ONCE, "email": AT_MOST_ONCE})
DATE = Rule(text=MOMENT)
ADDRESS = Rule(text=IRI)
COMMON = {
    "author": SOME,
    "category": SOME,
    "contributor": SOME,
    "id": ONCE,
    "link": SOME,
    "rights": AT_MOST_ONCE,
    "title": ONCE,
    "updated": ONCE,
}
RULES = {
    "feed": Rule(
        COMMON
        | dict.fromkeys(("generator", "icon", "logo", "subtitle"), AT_MOST_ONCE)
        | {"entry": SOME}
    ),
    "entry": Rule(
        COMMON | dict.fromkeys(("content", "published", "source", "summary"), AT_MOST_ONCE)
    ),
    "id": ADDRESS,
    "icon": ADDRESS,
    "logo": ADDRESS,
    "title": TEXT,
    "subtitle": TEXT,
    "summary": TEXT,
    "rights": TEXT,
    "content": TEXT,
    "updated": DATE,
    "published": DATE,
    "author": PERSON,
    "contributor": PERSON,
    "name": Rule(text=ANY),
    "uri": ADDRESS,
    "email": Rule(text=".+@.+"),
    "generator": Rule(attributes={"uri": IRI, "version": ANY}, text=ANY),
    "category": Rule(
        attributes={"term": ANY, "scheme": IRI, "label": ANY}, needs=frozenset({"term"})
    ),
    "link": Rule(
        attributes={
            "href": IRI,
            "rel": ANY,
            "type": MEDIA_TYPE,
            "hreflang": LANGUAGE,
            "title": ANY,
            "length": r"\d+",
        },
        needs=frozenset({"href"}),
    ),
}


def faults_of_atom(feed: Element) -> list[str]:
    """Everything by which a feed is not Atom; every address has to be absolute."""
    if feed.tag != f"{ATOM}feed":
        return [f"{feed.tag} is no feed"]
    return [*_faults(feed), *_faults_between(feed)]


def _faults(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(ATOM)
    rule = RULES.get(name)
    if rule is None:
        yield f"{name} is no element of Atom"
        return
    found = Counter(child.tag.removeprefix(ATOM) for child in element)
    for part in {*found, *rule.children}:
        least, most = rule.children.get(part, (0, 0))
        if not least <= found[part] <= most:
            yield f"{name} has {found[part]} {part}"
    yield from _faults_inside(element, name, rule)
    for child in element:
        yield from _faults(child)


def _faults_inside(element: Element, name: str, rule: Rule) -> Iterator[str]:
    allowed = {**rule.attributes, f"{XML}lang": LANGUAGE, f"{XML}base": IRI}
    for attribute, value in element.attrib.items():
        if not re.fullmatch(allowed.get(attribute, "(?!)"), value):
            yield f"{name} has {attribute}={value}"
    if rule.needs - element.attrib.keys():
        yield f"{name} lacks {rule.needs}"
    if not re.fullmatch(rule.text, element.text or ""):
        yield f"{name} says {element.text}"
    if (element.tail or "").strip():
        yield f"{name} is followed by {element.tail}"


def _faults_between(feed: Element) -> Iterator[str]:
    """4.1.1: who wrote it, and no two entries of one name and moment; 4.1.2: where it is read."""
    entries = feed.findall(f"{ATOM}entry")
    names = Counter(
        (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries
    )
    yield from (f"{name} is there twice" for name, count in names.items() if count > 1)
    for part in (feed, *entries):
        links = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in part.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        )
        yield from (f"two links to {kind}" for kind, count in links.items() if count > 1)
        if part.find(f"{ATOM}content") is None and part is not feed and not links:
            yield "an entry that cannot be read"
    if feed.find(f"{ATOM}author") is None and any(
        entry.find(f"{ATOM}author") is None for entry in entries
    ):
        yield "nobody wrote it"
