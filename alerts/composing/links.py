"""Links in what staff set: to the hosts of the office alone, and nowhere but in values of that kind."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from runtime import Said, joined, said
from templates import BadValue, Template, Values, VariableKind

_KINDS = {VariableKind.LINK, VariableKind.URL}
# An address as people write it in a sentence: with its scheme, with www, or a host with a path.
_BARE = re.compile(r"\bhttps?://\S+|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)


def check_links(template: Template, values: Values, hosts: Sequence[str]) -> None:
    """Refuse a link to a host that is none of these, nor under one of them, and an address inside a
    text. Raises BadValue.

    An office that names no host of its own has nothing to compare with: then any host passes.
    """
    found = list(_faults(template, values, hosts))
    if found:
        raise BadValue(*found)


def _faults(template: Template, values: Values, hosts: Sequence[str]) -> Iterator[Said]:
    kinds = {variable.name: variable.kind for variable in template.variables}
    for key, value in values.items.items():
        kind = kinds.get(key.split(".")[0])
        if kind in _KINDS and hosts and not _is_ours(str(value), hosts):
            yield said(
                "{key}: '{host}' is no host of this office ({hosts}). Whoever answers for the settings adds it to hosts under [links].",
                key=key,
                host=urlsplit(str(value)).hostname,
                hosts=joined(", ", hosts),
            )
        if kind is VariableKind.TEXT and (bare := _BARE.search(str(value))):
            yield said(
                "{key}: '{address}' is an address inside a text: leave it out, or give it as a link where the template has one.",
                key=key,
                address=bare.group(),
            )


def _is_ours(link: str, hosts: Sequence[str]) -> bool:
    host = f".{urlsplit(link).hostname}"
    return any(host.endswith(f".{each}") for each in hosts)
