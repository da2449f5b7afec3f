"""Chains: in which other languages somebody reads what has no words in their own."""

from collections.abc import Collection, Iterator, Mapping

OTHERS = "others"  # whose language is not named under [languages]
LAST = "el"
Chains = Mapping[str, tuple[str, ...]]
DEFAULT_CHAINS: Chains = {OTHERS: ("en",)}


def chain_of(language: str, chains: Chains) -> Iterator[str]:
    """The languages in which somebody reads, their own first and Greek last."""
    yield language
    yield from chains.get(language, chains.get(OTHERS, ()))
    yield LAST


def read_in(language: str, written: Collection[str], chains: Chains) -> str:
    """The first language of somebody's chain in which there are words; Greek where there are in none."""
    return next((each for each in chain_of(language, chains) if each in written), LAST)
