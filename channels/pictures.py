"""Pictures: what the HTML of a mail holds as `data:` travels as a part of its own, because Gmail
and Outlook show no `data:` (RFC 2387, 2392)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256

_HELD = re.compile(r'src="data:image/(?P<kind>png|jpeg|gif);base64,(?P<body>[A-Za-z0-9+/]+={0,2})"')
_LINE = 76  # RFC 2045 6.8


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """One picture of a mail: its kind, and its bytes in base64; the name is that of its content."""

    kind: str
    body: str

    @property
    def name(self) -> str:
        """What the HTML calls it, the same in every mail."""
        return f"{sha256(self.body.encode('ascii')).hexdigest()[:16]}@picture"

    def part(self) -> EmailMessage:
        """The part that holds it, to be shown in its place and not below the mail."""
        part = EmailMessage()
        part["Content-Type"] = f"image/{self.kind}"
        part["Content-Transfer-Encoding"] = "base64"
        part["Content-ID"] = f"<{self.name}>"
        part["Content-Disposition"] = f'inline; filename="logo.{self.kind}"'
        lines = (self.body[at : at + _LINE] for at in range(0, len(self.body), _LINE))
        part.set_payload("\r\n".join(lines) + "\r\n")
        return part


def without_pictures(html: str) -> tuple[str, Sequence[EmbeddedPicture]]:
    """The HTML with each picture named instead of held, and the pictures, each once."""
    found = list(
        dict.fromkeys(EmbeddedPicture(each["kind"], each["body"]) for each in _HELD.finditer(html))
    )
    for picture in found:
        held = f"data:image/{picture.kind};base64,{picture.body}"
        html = html.replace(f'src="{held}"', f'src="cid:{picture.name}"')
    return html, found
