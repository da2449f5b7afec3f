"""Look-alikes: characters from PDFs, Word and web pages that GSM 03.38 lacks, and the plain ones
that say the same."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from gsm0338 import Codec

_ESCAPE = 0x1B
_BASIC: str = Codec().decode(bytes(code for code in range(128) if code != _ESCAPE))[0]
SEPTETS: Mapping[str, int] = dict.fromkeys(_BASIC, 1) | dict.fromkeys("\f^{}\\[~]|€", 2)
GREEK = "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03ff\u1f00-\u1fff"

# By kind, in the form that NFC leaves; what Unicode itself calls compatible needs no line.
KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "quotes": {
            '"': "«»“”„‟″‴‶¨˝ʺˮ❝❞〝〞〟",
            "'": "‘’‚‛‹›′‵❛❜ʹʻʼʽʾʿˈˊˋꞌ\u00b4`\u0384\u0385\u1fbd\u1fbf\u1fc0\u1fc1\u1fcd\u1fce\u1fcf"
            "\u1fdd\u1fde\u1fdf\u1fed\u1ffe",
        },
        "dashes": {"-": "‐‑‒–—―−⁃˗─━⸺⸻⎯⎼⎽", "_": "‗"},
        "bullets": {
            "-": "•‣∙◦●○■□▪▫▶►▸◆◇◾⬤∎\uf0b7\uf0a7\uf0a8\uf076\uf0d8",
            "*": "★☆✱✲✳∗⁎⚹✢✣✤✥✶✺✻✼✽❃❉❊❋⊛⧆",
        },
        "dots": {"...": "…⋯", ".": "·⋅‧・。", ";": "\u037e⁏", ":": "∶꞉ː˸⦂", ",": "͵،、¸"},
        "arrows": {"->": "→⇒➔➜➙➝➞➡⟶⟹⇨↦➤➨", "<-": "←⇐⬅⟵⇦", "<->": "↔⇔⟷⇄⇆"},
        "signs": {
            "+/-": "±",
            "x": "×✕✖⨯",
            "/": "÷⁄∕⟋⧸",
            "\\": "∖⧵⧹",
            "<=": "≤⩽≦",
            ">=": "≥⩾≧",
            "!=": "≠",
            "~": "∼≈≃˜˷〜",
            "|": "¦∣│┃❘ǀ⎸⎹⏐⎜⎟",
            "^": "ˆ",
            "+": "➕˖",
            "0/00": "‰",
            "%": "٪",
            "(c)": "©",
            "(R)": "®",
            "£": "₤",
            "!": "ǃ❗❕",
            "!!": "‼",
            "?": "❓❔",
            "<": "〈⟨˂",
            ">": "〉⟩˃",
            "(": "❨❪⟮⦅",
            ")": "❩❫⟯⦆",
            "{": "❴",
            "}": "❵",
            "i": "ℹ",
        },
        "letters": {
            "Δ": "∆△",
            "Σ": "∑Ϲϲ",
            "Π": "∏ᴨ",
            "Γ": "ᴦ",
            "Λ": "ᴧ",
            "P": "ᴩ",
            "Ψ": "ᴪ",
            "ΣT": "Ϛϛ",
            "KAI": "Ϗϗ",
            "OY": "Ȣȣ",
            "oe": "œ",
            "OE": "Œ",
            "e": "℮",
            "g": "ɡ",
            "a": "ɑ",
        },
    }
)
# Letters of the same shape; the second row only beside letters of another script.
CYRILLIC = dict(
    zip("АВЕЅІЈКМНОРСТУҮХԚԜӀаеорсухіјѕһԛԝԁӏ", "ABESIJKMHOPCTYYXQWIaeopcyxijshqwdl", strict=True)
)
_BESIDE_OTHERS = CYRILLIC | dict(zip("ГПФЛвкмнт", "ΓΠΦΛBkmHt", strict=True))

_LISTED = {each: plain for kind in KINDS.values() for plain, all_ in kind.items() for each in all_}
_LINE_ENDS = frozenset("\v\x1c\x1d\x1e\x85\u2028\u2029")
# What shapes the character before it: joiners, variation selectors, the frame of a key, the tags of
# a flag.
JOINERS = "\u200c\u200d\u20e3\ufe00-\ufe0f\U000e0020-\U000e007f"
_JOINERS = re.compile(f"[{JOINERS}]")
_GREEK_LETTER = re.compile(f"[{GREEK}]")
_SMALL_CAPITAL = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_IN_CONTEXT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile("℃"), "°C"),
    (re.compile("℉"), "°F"),
    # 40 °C, and the rings that stand for a degree; the letter may be Latin, Greek or Cyrillic.
    (re.compile(r"\s*[°˚º∘ᵒ⁰]\s*([CFcfKСΚ])(?!\w)"), r" \1"),
    (re.compile("[°˚∘]|(?<=[0-9])⁰(?![⁰¹²³⁴-⁹])"), "o"),
    (re.compile(r"(?<![^\W\d_])[\u00b5\u03bc](?=[gmlLsSVAW](?!\w))"), "u"),
    (re.compile("\u00b5"), "\u03bc"),
    (re.compile(r"(?<=[0-9])(?=[¼½¾⅐-⅞↉])"), " "),
    (re.compile(r"(?<=[0-9])(?=[⁺⁻]?[²³¹⁰⁴-⁹])"), "^"),
)


def plain_letters(text: str) -> str:
    """A text in NFC with the plain characters for what only looks different; Greek letters stay as
    they are."""
    for pattern, plain in _IN_CONTEXT:
        text = pattern.sub(plain, text)
    return _one_script(text.translate(_PLAIN))


class _Plain(dict[int, str]):
    """What each character becomes, found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


_PLAIN = _Plain()


def _plain(character: str) -> str:
    if character in SEPTETS or _JOINERS.match(character):
        return character
    if character in _LISTED:
        return _LISTED[character]
    if (unseen := _unseen(character)) is not None:
        return unseen
    plain = _compatible(character)
    return (
        plain if all(each in SEPTETS or _GREEK_LETTER.match(each) for each in plain) else character
    )


def _unseen(character: str) -> str | None:
    """What a blank, a break or a character without a shape becomes; None for all others."""
    if character in _LINE_ENDS:
        return "\n"
    category = unicodedata.category(character)
    if category == "Zs" or character == "\t":
        return " "
    return "" if category in {"Cc", "Cf"} or character == "\u037a" else None


def _compatible(character: str) -> str:
    """What Unicode calls compatible: ligatures, full-width and mathematical letters, numerals,
    units."""
    name = unicodedata.name(character, "")
    if found := _SMALL_CAPITAL.fullmatch(name):
        return found[1]
    if "CIRCLED" in name and unicodedata.category(character) == "No":
        return f"({unicodedata.numeric(character):g})"
    plain = unicodedata.normalize("NFKC", character)
    if plain == character:
        return character
    whole = plain_letters(plain)
    return f"({whole})" if unicodedata.decomposition(character).startswith("<circle>") else whole


def _one_script(text: str) -> str:
    """Cyrillic letters in words that are not Cyrillic, as the Latin or Greek letters they look
    like."""
    if not any("\u0400" <= character <= "\u052f" for character in text):
        return text
    words = [word for word in _WORD.findall(text) if all(map(_is_cyrillic, word))]
    russian = any(letter not in CYRILLIC for word in words for letter in word)
    return _WORD.sub(lambda found: _in_its_script(found[0], russian), text)


def _in_its_script(word: str, russian: bool) -> str:
    if not all(map(_is_cyrillic, word)):
        return "".join(_BESIDE_OTHERS.get(letter, letter) for letter in word)
    return word if russian else "".join(CYRILLIC[letter] for letter in word)


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def without_loose_joiners(text: str) -> str:
    """Joiners stay where they join something that GSM 03.38 lacks, as in an emoji."""
    if not _JOINERS.search(text):
        return text
    kept: list[str] = []
    for character in text:
        joins = kept and kept[-1] not in SEPTETS and not _GREEK_LETTER.match(kept[-1])
        if joins or not _JOINERS.match(character):
            kept.append(character)
    return "".join(kept)
