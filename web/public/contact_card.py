"""The contact card: the office as a vCard 3.0 (RFC 2426), which phones take into their address
book."""

from collections.abc import Iterator
from email.utils import parseaddr

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from channels import Medium
from runtime.chains import in_language
from runtime.config import Config
from web.public.context import READ, Context
from web.public.languages import PageTranslator, chosen

LONGEST_LINE = 75  # bytes, RFC 2426, 2.6
_ESCAPED = str.maketrans(
    {"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None}  # RFC 2426, 4
)

router = APIRouter()


@router.api_route("/contact.vcf", methods=READ)
def give_card(request: Request, context: Context) -> Response:
    """The office as a contact card (vCard 3.0): names, numbers and senders to be recognised."""
    language = chosen(request)
    card = write_card(context.home.config, context.renderer.translators[language])
    headers = {
        "Content-Language": language,
        "Content-Disposition": 'attachment; filename="contact.vcf"',
        "Vary": "Accept-Language",
    }
    return Response(card.encode(), media_type="text/vcard; charset=utf-8", headers=headers)


def write_card(config: Config, words: PageTranslator) -> str:
    """The card of an office in a language: its name, phone, desk and pages, and what its messages
    come from."""
    office = config.municipality
    name = _escaped(in_language(office.name, words.code))
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"N:{name};;;;", f"ORG:{name}"]
    lines.append(f"TEL;TYPE=WORK,VOICE:{_escaped(office.phone)}")
    lines.extend(_senders(config, words))
    if office.desk:
        lines.append(f"ADR;TYPE=WORK:;;{_escaped(in_language(office.desk, words.code))};;;;")
    lines.extend(f"URL:{page}" for page in _pages(config))
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCARD"))


def _pages(config: Config) -> Iterator[str]:
    pages = (config.public_base_url, config.municipality.web)
    return (page for page in pages if page.startswith(("https://", "http://")))


def _senders(config: Config, words: PageTranslator) -> Iterator[str]:
    """What messages come from, every sender once: those that are numbers or addresses as such, a
    name in letters as a note."""
    named = list(_senders_of(config, Medium.SMS))
    for sender in named:
        if sender.startswith("+"):
            yield f"TEL;TYPE=CELL:{_escaped(sender)}"
    for sender in _senders_of(config, Medium.EMAIL):
        yield f"EMAIL;TYPE=INTERNET:{_escaped(parseaddr(sender)[1])}"
    if letters := [each for each in named if not each.startswith("+")]:
        note = f"{words.one('SMS from')}: {', '.join(letters)}"
        yield f"NOTE:{_escaped(note)}"


def _senders_of(config: Config, medium: Medium) -> Iterator[str]:
    channels = config.routes.get(medium.value, ())
    senders = (str(config.channels.get(each, {}).get("sender", "")) for each in channels)
    return iter(dict.fromkeys(filter(None, senders)))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """A line of many bytes on several, none of which cuts a letter in two."""
    pieces, width = [""], 0
    for letter in line:
        more = len(letter.encode())
        if width + more > LONGEST_LINE:
            pieces.append(" ")
            width = 1
        pieces[-1] += letter
        width += more
    return "\r\n".join(pieces)
