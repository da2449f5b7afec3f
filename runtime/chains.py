"""Chains: in which other languages somebody reads what has no words in their own."""

from collections.abc import Collection, Mapping

__all__ = ["Chains", "DEFAULT_CHAINS", "DEFAULT_LANGUAGE", "in_language", "read_in"]


OTHERS = "others"  # whose language is not named under [languages]
DEFAULT_LANGUAGE = "el"  # the last of every chain
Chains = Mapping[str, tuple[str, ...]]
DEFAULT_CHAINS: Chains = {OTHERS: ("en",)}


def read_in(language: str, written: Collection[str], chains: Chains) -> str:
    """The first language in which there are words: somebody's own, then those of their chain; Greek
    where there are in none."""
    chain = (language, *chains.get(language, chains.get(OTHERS, ())))
    return next((each for each in chain if each in written), DEFAULT_LANGUAGE)


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words of a language, else those of the first there are."""
    return words.get(language) or next(iter(words.values()), "")
