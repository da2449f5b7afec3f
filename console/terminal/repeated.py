"""Several: options that may be repeated, and may hold several words each."""


def each_word(given: list[str] | None) -> list[str] | None:
    """The words of a repeated option, each of which may hold several: `--area panorama,pylaia`.

    An option that names nothing is no option left out: its one word is empty, and nothing has that
    name."""
    if not given:
        return given
    return [word.strip() for text in given for word in text.split(",") if word.strip()] or [""]
