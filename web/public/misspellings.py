"""Misspellings: a well-known mail domain with one slip, such as gmial.com. It is asked about and
never refused: it may be somebody's own."""

from os.path import commonprefix

MEANT = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.gr",
    "yahoo.com",
    "yahoo.gr",
    "outlook.com",
    "outlook.com.gr",
    "windowslive.com",
    "icloud.com",
    "protonmail.com",
    "otenet.gr",
    "forthnet.gr",
    "cosmotemail.gr",
    "freemail.gr",
)
# People have mailboxes there, one letter away from another's.
REAL = {"mail.com", "email.com", "ymail.com", "yahoo.fr", "hotmail.fr", "hotmail.hr"}
SWAPPED = 2


def meant_mailbox(typed: str) -> str:
    """The address that was probably meant; empty when nothing speaks for a slip."""
    local, at, domain = typed.rpartition("@")
    domain = domain.lower()
    if not local or domain in MEANT or domain in REAL:
        return ""
    if domain == "gmail.gr":
        return f"{local}{at}gmail.com"
    found = next((each for each in MEANT if _is_one_slip(domain, each)), "")
    return f"{local}{at}{found}" if found else ""


def _is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another one, or two neighbours are swapped."""
    begun = len(commonprefix((typed, meant)))
    typed, meant = typed[begun:], meant[begun:]
    ended = len(commonprefix((typed[::-1], meant[::-1])))
    typed, meant = typed[: len(typed) - ended], meant[: len(meant) - ended]
    if len(typed) == len(meant) == SWAPPED:
        return typed == meant[::-1]
    return max(len(typed), len(meant)) == 1
