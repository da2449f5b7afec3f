"""Public numbers: five characters that name an alert to everybody, and that nobody can guess."""

from secrets import choice

from sqlalchemy import select
from sqlmodel import Session, col

from alerts.tables import Alert

LENGTH = 5
# Crockford's base32 leaves out I, L, O and U: https://www.crockford.com/base32.html
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EXAMPLE = "7K3QD"
# As people type: letters that look like a digit, and Greek ones, by their looks where a Latin one
# looks alike, else by their key.
_MEANT = str.maketrans("OILΑΒΕΖΗΙΚΜΝΟΡΤΥΧΔΦΓΞΨΣΩΠ", "011ABEZH1KMN0PTYXDFGJCSVP")
_BETWEEN = str.maketrans("", "", " -.·\N{NO-BREAK SPACE}")


def draw_public_number(session: Session) -> str:
    """A number that no alert has, and none keeps for what corrects it."""
    while True:
        drawn = "".join(choice(ALPHABET) for _ in range(LENGTH))
        # Digits alone are the number by which staff name an alert.
        if not drawn.isdigit() and not _is_taken(session, drawn):
            return drawn


def alert_page(base_url: str, number: str) -> str:
    """The address at which everybody can read the alert with that public number; on its own site
    no `base_url` is needed."""
    return f"{base_url.rstrip('/')}/a/{number}"


def read_public_number(typed: str) -> str:
    """The number that somebody means: small letters, blanks, O for 0 and I or L for 1 do not
    matter; empty for what is none."""
    meant = typed.translate(_BETWEEN).upper().translate(_MEANT)
    whole = len(meant) == LENGTH and not meant.isdigit() and set(meant) <= set(ALPHABET)
    return meant if whole else ""


def _is_taken(session: Session, number: str) -> bool:
    taken = (col(Alert.public_number) == number) | (col(Alert.next_number) == number)
    return session.scalar(select(col(Alert.id)).where(taken)) is not None
