"""The list of people not reached as one page of HTML, which prints on A4 and loads nothing from the
network."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from console.terminal.language import spoken
from runtime import said

STYLE = """
@page {
  size: A4 portrait; margin: 18mm 12mm 16mm;
  @top-left { content: "RUNNING"; font: 9pt sans-serif; }
  @bottom-right { content: "PAGE " counter(page) " OF " counter(pages); font: 9pt sans-serif; }
}
* { box-sizing: border-box; }
body { font: 10.5pt/1.3 "DejaVu Sans", Arial, sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 190mm; }
h1 { font-size: 17pt; margin: 0 0 1mm; }
p { margin: 0 0 3mm; }
table { width: 100%; margin-top: 5mm; border-collapse: collapse; table-layout: fixed; }
td, th { text-align: left; vertical-align: top; padding: 1.6mm 1.5mm; border-bottom: 0.5pt solid #777; overflow-wrap: anywhere; }
th { font-size: 8.5pt; font-weight: normal; color: #333; padding-bottom: 0.5mm; }
tr { break-inside: avoid; }
th.zone { font-size: 13pt; font-weight: bold; color: #000; padding: 0 0 1mm; border-bottom: 1.5pt solid #000; }
col.box { width: 9mm; } col.no { width: 12mm; } col.who { width: 46mm; } col.how { width: 48mm; } col.when { width: 25mm; }
.tick { display: block; width: 5.5mm; height: 5.5mm; border: 1.2pt solid #000; text-align: center; font: bold 11pt/5mm sans-serif; }
.name { font-weight: bold; } .why, .more { font-size: 9pt; } .mail { font-size: 8.5pt; } .phone { white-space: nowrap; }
@media screen { body { padding: 8mm; } }
"""


@dataclass(frozen=True, slots=True)
class PagePerson:
    """One person on the page; `told` is filled once somebody told them."""

    number: str
    name: str
    zone: str
    language: str
    addresses: tuple[str, ...]
    why: str
    told: str


@dataclass(frozen=True, slots=True)
class PageGroup:
    """People under one heading."""

    title: str
    people: tuple[PagePerson, ...]


@dataclass(frozen=True, slots=True)
class MissedPage:
    """All that stands on the page. `running` is repeated at the head of every printed page,
    `nobody` is said when there are no groups."""

    language: str
    title: str
    office: str
    facts: str
    running: str
    groups: Sequence[PageGroup]
    nobody: str


def page_html(page: MissedPage) -> str:
    """The whole document."""
    numbering = {"PAGE": spoken(said("page")), "OF": spoken(said("of")), "RUNNING": page.running}
    style = STYLE
    for mark, words in numbering.items():
        style = style.replace(mark, _quoted(words))
    groups = "".join(map(_group, page.groups)) or f"<p>{escape(page.nobody)}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(page.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(page.title)}</title><style>{style}</style></head><body>"
        f"<h1>{escape(page.title)}</h1><p><b>{escape(page.office)}</b><br>{escape(page.facts)}</p>{groups}</body></html>\n"
    )


def _group(group: PageGroup) -> str:
    heads = (
        ("box", ""),
        ("no", said("no")),
        ("who", said("name")),
        ("how", said("phone or e-mail")),
        ("why", said("why not reached")),
        ("when", said("told at, by")),
    )
    head = "".join(f'<th class="{name}">{escape(spoken(words))}</th>' for name, words in heads)
    rows = "".join(map(_row, group.people))
    zone = f'<tr><th class="zone" colspan="{len(heads)}">{escape(group.title)}</th></tr>'
    widths = "".join(f'<col class="{name}">' for name, _ in heads)
    return f"<table><colgroup>{widths}</colgroup><thead>{zone}<tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(person: PagePerson) -> str:
    ticked = "✓" if person.told else ""
    more = " · ".join(each for each in (person.zone, person.language) if each)
    how = "<br>".join(map(_address, person.addresses))
    small = f'<div class="more">{escape(more)}</div>' if more else ""
    return (
        f'<tr><td class="box"><span class="tick">{ticked}</span></td><td class="no">{escape(person.number)}</td>'
        f'<td class="who"><span class="name">{escape(person.name)}</span>{small}</td>'
        f'<td class="how">{how}</td><td class="why">{escape(person.why)}</td>'
        f'<td class="when more">{escape(person.told)}</td></tr>'
    )


def _address(address: str) -> str:
    """An e-mail address in smaller letters, so that it stands on one line."""
    return (
        f'<span class="mail">{escape(address)}</span>'
        if "@" in address
        else f'<span class="phone">{escape(address)}</span>'
    )


def _quoted(words: str) -> str:
    """Words as a string of CSS holds them: whatever is no letter or digit by its number, so that
    nothing ends the string."""
    return "".join(letter if letter.isalnum() else f"\\{ord(letter):06x}" for letter in words)
