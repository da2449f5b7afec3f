"""Mails: the three files of a mail, its subject, its text and its HTML, made of one that extends
`mail.txt`."""

import re
from collections.abc import Mapping

# Names that such a file has of the skeleton it extends.
MAIL_NAMES = frozenset({"fact", "step", "strong"})
_WRITTEN = re.compile(r"((?:released\.)?email\.[a-z]{2,3})\.txt")
_MADE = re.compile(r"((?:released\.)?email\.[a-z]{2,3})\.(?:subject\.txt|html)")
_EXTENDS = re.compile(r"({%-?\s*extends\s+[\"'])mail\.(?:txt|html|subject\.txt)([\"'])")
_SKELETONS = {"subject.txt": "mail.subject.txt", "html": "mail.html"}


def make_mails(texts: Mapping[str, str]) -> dict[str, str]:
    """These texts, with the subject and the HTML of every mail of which one file holds all, unless
    they have files of their own."""
    made: dict[str, str] = {}
    for name, text in texts.items():
        found = _WRITTEN.fullmatch(name)
        if found and extends_mail(text):
            made |= {
                f"{found[1]}.{end}": _EXTENDS.sub(rf"\g<1>{skeleton}\g<2>", text, count=1)
                for end, skeleton in _SKELETONS.items()
            }
    return {**made, **texts}


def extends_mail(text: str) -> bool:
    """Whether a text is the one file of a mail, or was made of it."""
    return _EXTENDS.search(text) is not None


def source_of(files: Mapping[str, str], name: str) -> str:
    """The file that somebody wrote, of one that may have been made of it."""
    found = _MADE.fullmatch(name)
    written = f"{found[1]}.txt" if found else ""
    if written not in files or make_mails({written: files[written]}).get(name) != files[name]:
        return name
    return written
