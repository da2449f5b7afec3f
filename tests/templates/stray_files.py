"""What people leave in an office's folder of templates, and what is said of it: empty where it is
nobody's business."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from templates.files import LARGEST

Put = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Stray:
    """A file as it is put into the folder, by its path there; `told` is the one fault, in its own
    words."""

    path: str
    put: Put
    told: str = ""


def text(words: str, encoding: str = "utf-8") -> Put:
    return lambda path: path.write_bytes(words.encode(encoding))


def link(target: str) -> Put:
    return lambda path: path.symlink_to(target)


GREEK = "Δήμος: μείνετε σπίτι."
STRAYS: Mapping[str, Stray] = {
    "a note of Windows": Stray("notes.txt", text(GREEK, "cp1253")),
    "phrases of no language": Stray("phrases.toml", text("")),
    "a mail in no folder": Stray("email.fr.txt", text("Neige")),
    "a copy": Stray("layout (1).html", text("{% block")),
    "a note in the folder of a template": Stray("snow/notes.txt", text(GREEK, "cp1253")),
    "a folder of a template with nothing in it": Stray("power_cut", Path.mkdir),
    "a folder of something else": Stray("photos", Path.mkdir),
    "a name nobody fills in the footer": Stray(
        "footer.el.txt",
        text("\n{{ offise.name }}"),
        "footer.el.txt, line 2: 'offise' is no variable of this template.",
    ),
    "a division by zero in the footer": Stray(
        "footer.en.txt", text("{{ 1/0 }}"), "footer.en.txt, line 1: it divides by zero."
    ),
    "a missing file in the footer of mails": Stray(
        "footer.el.html",
        text("{% include 'x.html' %}"),
        "footer.el.html, line 1: it needs 'x.html', which is not there.",
    ),
    "a layout without end": Stray(
        "layout.html",
        text("{% include 'layout.html' %}"),
        "layout.html, line 1: it includes or calls itself without end.",
    ),
    "empty phrases": Stray("phrases.el.toml", text(""), "phrases.el.toml: days: Field required."),
    "phrases of Windows": Stray(
        "phrases.en.toml", text(GREEK, "cp1253"), "phrases.en.toml: it is not UTF-8 text."
    ),
    "a translation that was begun": Stray(
        "water_cut/email.fr.txt", text("Eau"), "water_cut/sms.fr.txt is missing."
    ),
    "a definition that is none": Stray(
        "snow/template.toml",
        text("title ="),
        "snow/template.toml: at its end: no value can be read: text stands in quotation marks, a number without.",
    ),
    "words of Windows": Stray(
        "snow/sms.el.txt", text(GREEK, "cp1253"), "snow/sms.el.txt: it is not UTF-8 text."
    ),
    "words of Unix from elsewhere": Stray(
        "snow/email.el.txt",
        link("/etc/hostname"),
        "snow/email.el.txt: it is a link that leads out of the folder.",
    ),
    "a link to nothing": Stray(
        "snow/email.en.txt",
        link("gone.txt"),
        "snow/email.en.txt: it cannot be read (No such file or directory).",
    ),
    "a folder called like a file": Stray(
        "snow/sms.en.txt", Path.mkdir, "snow/sms.en.txt: it is no file."
    ),
    "a pipe": Stray("snow/email.en.html", os.mkfifo, "snow/email.en.html: it is no file."),
    "a film": Stray(
        "snow/email.el.html",
        text("x" * (LARGEST + 1)),
        "snow/email.el.html: it is larger than 100 KB.",
    ),
    "a filter misspelt": Stray(
        "false_alarm/sms.el.txt",
        text("{{ sent|shrt }}"),
        "false_alarm/sms.el.txt, line 1: there is no filter 'shrt'.",
    ),
    "a filter misused": Stray(
        "false_alarm/sms.en.txt",
        text("{{ sent|span }}"),
        "false_alarm/sms.en.txt, line 1: it cannot be worked out (Speech.span() missing 1 required positional argument: 'end').",
    ),
    "words too many": Stray(
        "false_alarm/email.el.txt",
        text("{{ 'a' * 10**9 }}"),
        "false_alarm/email.el.txt, line 1: one step of it makes too much.",
    ),
    "an update that cannot be said": Stray(
        "false_alarm/email.en.txt",
        text("{% if replaces %}{{ 1/0 }}{% endif %}"),
        "false_alarm/email.en.txt, line 1: it divides by zero.",
    ),
}


def leave(stray: Stray, folder: Path) -> None:
    """Put it into an office's folder."""
    path = folder / stray.path
    path.parent.mkdir(parents=True, exist_ok=True)
    stray.put(path)


def leave_all(folder: Path) -> None:
    """Put all of them there."""
    for stray in STRAYS.values():
        leave(stray, folder)
