"""Options that may be repeated, and may hold several words each."""

from collections.abc import Mapping, Sequence


def split_words(given: list[str] | None) -> list[str] | None:
    """The words of a repeated option, each of which may hold several: `--area panorama,pylaia`.

    An option that names nothing is no option left out: its one word is empty, and nothing has that
    name."""
    if not given:
        return given
    return [word.strip() for text in given for word in text.split(",") if word.strip()] or [""]


def read_pairs(given: Sequence[str]) -> Mapping[str, str]:
    """Read `--set name=value` options; raises UsageProblem for one without `=` or given twice."""
    from runtime import UsageProblem, said

    found: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.strip():
            raise UsageProblem(
                said("--set '{item}' has no '='. Write --set name=value.", item=item)
            )
        if name.strip() in found:
            raise UsageProblem(said("--set {name} is given twice.", name=name.strip()))
        found[name.strip()] = value
    return found
