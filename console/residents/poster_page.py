"""The poster and the desk cards as one page of HTML, which prints on two sheets of A4 and loads
nothing from the network."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from runtime import Exit, Problem, said, why_refused
from runtime.chains import in_language
from runtime.config import Config

FORM = "/subscribe"
CARDS = 4
QUIET_ZONE = 4  # modules of white around a code, ISO/IEC 18004
KINDS = {".png": "png", ".svg": "svg+xml", ".jpg": "jpeg", ".jpeg": "jpeg"}


class NoPublicAddress(Problem):
    """Nothing was written: a poster leads residents to the pages, so public_base_url must be the
    https address by which everybody reaches them. docs/going-live.md, step 8."""

    exit = Exit.UNREACHABLE


class UnreadLogo(Problem):
    """Nothing was written. Correct `logo` under [web] or [municipality] in tocsin.toml, or take it
    out."""


@dataclass(frozen=True, slots=True)
class PosterWords:
    """What a poster says in one language; `by` is by which media messages come."""

    title: str
    lead: str
    terms: str
    scan: str
    phone: str
    warning: str
    by: Mapping[tuple[str, ...], str]


WORDS: Mapping[str, PosterWords] = {
    "el": PosterWords(
        title="Προειδοποιήσεις και ενημερώσεις για τους κατοίκους",
        lead="Κακοκαιρία, πυρκαγιά, διακοπή νερού ή ρεύματος, κλειστοί δρόμοι και σχολεία: ο δήμος σας ενημερώνει {by}.",
        terms="Δωρεάν. Εσείς επιλέγετε περιοχές και θέματα. Σταματάτε όποτε θέλετε.",
        scan="Στρέψτε την κάμερα του κινητού στον κωδικό ή γράψτε τη διεύθυνση:",
        phone="Χωρίς διαδίκτυο; Τηλεφωνήστε μας και θα σας εγγράψουμε εμείς:",
        warning="Δεν αντικαθιστά το 112. Αν κινδυνεύετε, καλέστε το 112.",
        by={("sms", "email"): "με SMS ή e-mail", ("sms",): "με SMS", ("email",): "με e-mail"},
    ),
    "en": PosterWords(
        title="Warnings and notices for residents",
        lead="Storms, fires, water and power cuts, closed roads and schools: the municipality keeps you informed {by}.",
        terms="Free of charge. You choose the places and the topics. You can stop at any time.",
        scan="Point your phone’s camera at the code, or type the address:",
        phone="No internet? Phone us and we will register you:",
        warning="It does not replace 112. If you are in danger, call 112.",
        by={("sms", "email"): "by SMS or e-mail", ("sms",): "by SMS", ("email",): "by e-mail"},
    ),
}


@dataclass(frozen=True, slots=True)
class PosterText:
    """One language of a poster, filled in."""

    language: str
    name: str
    lead: str
    desk: str
    words: PosterWords


def poster_html(config: Config, folder: Path, languages: Sequence[str]) -> str:
    """The whole document of the home in a folder, the first language the largest; raises
    NoPublicAddress or UnreadLogo."""
    office, address = config.municipality, form_address(config.public_base_url)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("poster.html").render(
        texts=[_text(config, language) for language in languages],
        code=_code(address),
        address=address.partition("://")[2],
        colour=office.colour,
        phone=office.phone,
        logo=_logo(config, folder),
        cards=range(CARDS),
    )


def form_address(base: str) -> str:
    """The address of the form, for all the world; raises NoPublicAddress."""
    parts = urlsplit(base)
    if not base:
        raise NoPublicAddress(said("public_base_url is not set."))
    if parts.scheme != "https":
        raise NoPublicAddress(said("public_base_url is {base}, which is not https.", base=base))
    if not _is_public(parts.hostname or ""):
        raise NoPublicAddress(
            said("public_base_url is {base}, which nobody else reaches.", base=base)
        )
    return f"{base.rstrip('/')}{FORM}"


def _is_public(host: str) -> bool:
    """Whether a host can be one of the internet, by its name."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".test"))


def _text(config: Config, language: str) -> PosterText:
    office, words = config.municipality, WORDS[language]
    media = tuple(medium for medium in ("sms", "email") if config.routes.get(medium))
    by = words.by.get(media, words.by["sms", "email"])
    return PosterText(
        language,
        in_language(office.name, language),
        words.lead.format(by=by),
        in_language(office.desk, language),
        words,
    )


def _code(address: str) -> Markup:
    """The QR code as a drawing; a quarter of it may be dirty or torn."""
    code = segno.make(address, error="q", micro=False)
    drawn = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass="code", lineclass=None)
    return Markup(str(drawn))


def _logo(config: Config, folder: Path) -> str:
    """The municipality's arms within the page itself; empty without any."""
    path = folder / config.web.logo if config.web.logo else config.municipality.logo
    if path is None:
        return ""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UnreadLogo(
            said("{file} cannot be read: {why}.", file=path.name, why=why_refused(error))
        ) from None
    kind = KINDS.get(path.suffix.lower(), "png")
    return f"data:image/{kind};base64,{b64encode(body).decode('ascii')}"
