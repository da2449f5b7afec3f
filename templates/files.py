"""Files: what of an office's folder is read: texts of known names that lie within it. Whatever else
lies there is left alone."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from runtime import said, why_refused
from templates.faults import WordingFault, language_of

SETTINGS = "template.toml"
LARGEST = 100_000
_KINDS = (".toml", ".txt", ".html")
_WORDS = r"(?:sms\.[a-z]{2,3}\.txt|email\.[a-z]{2,3}(?:\.subject)?\.txt|email\.[a-z]{2,3}\.html)"
_FRAME = r"footer\.[a-z]{2,3}\.(?:txt|html)|(?:layout|parts|update|mail)\.html|(?:parts|mail|mail\.subject)\.txt"
OF_A_TEMPLATE = re.compile(rf"template\.toml|(?:released\.)?{_WORDS}|{_FRAME}")
BESIDE_THEM = re.compile(rf"(?:phrases|actions)\.[a-z]{{2,3}}\.toml|released\.{_WORDS}|{_FRAME}")
# Another file is read when a wording names it: {% include "steps.el.txt" %}, {% include "steps." ~
# language ~ ".txt" %}.
_NAMED = re.compile(r"{%-?\s*(?:include|extends|import|from)\s+[\"']([\w-]+)\.")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one folder by file name, what is wrong with those that cannot be read, and the
    files nobody asked for."""

    texts: Mapping[str, str]
    faults: tuple[WordingFault, ...] = ()
    unread: tuple[str, ...] = ()


def read_shipped(folder: Path) -> dict[str, str]:
    """The texts of a folder that comes with Tocsin, by file name."""
    paths = (path for path in sorted(folder.iterdir()) if path.suffix in _KINDS and path.is_file())
    return {path.name: path.read_text("utf-8") for path in paths}


def read_own(folder: Path, within: Path, known: re.Pattern[str], also: Collection[str]) -> Texts:
    """The texts of an office's folder: of known names, of these, and those that are named by the
    ones read.

    A file that is no text, too large, or leads out of the folder `within` is a fault and no text.
    """
    entries = {path.name: path for path in sorted(folder.iterdir()) if path.name[0] not in "._"}
    wanted = {name for name in entries if known.fullmatch(name) or name in also}
    texts: dict[str, str] = {}
    faults: list[WordingFault] = []
    while fresh := sorted(wanted - set(texts) - {fault.file for fault in faults}):
        for name in fresh:
            found = _read(entries[name], within)
            if isinstance(found, WordingFault):
                faults.append(found)
            else:
                texts[name] = found
        named = set(stems(texts.values()))
        wanted |= {
            name for name in entries if name.split(".")[0] in named and name.endswith(_KINDS)
        }
    unread = tuple(name for name in entries if name not in wanted and not entries[name].is_dir())
    return Texts(texts, tuple(faults), unread)


def stems(texts: Iterable[str]) -> Iterator[str]:
    """What the files are called, up to the first dot, that these texts include, extend or
    import."""
    for text in texts:
        yield from _NAMED.findall(text)


def _read(path: Path, within: Path) -> str | WordingFault:
    try:
        if not path.resolve(strict=True).is_relative_to(within.resolve()):
            return WordingFault.of(path.name, said("it is a link that leads out of the folder"))
        if not path.is_file():
            return WordingFault.of(path.name, said("it is no file"))
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            return WordingFault.of(
                path.name, said("it is larger than {size} KB", size=LARGEST // 1000)
            )
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        why = said("it is not UTF-8 text")
    except OSError as error:
        why = said("it cannot be read ({why})", why=why_refused(error))
    except RuntimeError:
        why = said("it is a link that leads to itself")
    return WordingFault(
        path.name, said("{file}: {what}", file=path.name, what=why), language_of(path.name)
    )
