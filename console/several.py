"""Several: options that may be repeated, and may hold several words each."""


def each_word(given: list[str] | None) -> list[str] | None:
    """The words of a repeated option, each of which may hold several: `--area panorama,pylaia`."""
    if given is None:
        return None
    return [word.strip() for text in given for word in text.split(",") if word.strip()]
