"""Links in what staff set: to the hosts of the office, and only in values of that kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from alerts.office import Office
from runtime import Said, joined, said
from templates import BadValue, Template, Values, VariableKind, read_values

_KINDS = {VariableKind.LINK, VariableKind.URL}
# An address as people write it in a sentence: with its scheme, with www, or a host with a path.
_BARE = re.compile(r"\bhttps?://\S+|\bwww\.\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)


def read_linked_values(
    template: Template, given: Mapping[str, str], office: Office, *, now: datetime
) -> Values:
    """Check what was typed as `read_values` does, and refuse a link to a host that is none of the
    office's, nor under one of them, and an address inside a text. Raises BadValue too.

    An office that names no host of its own has nothing to compare with: then any host passes.
    """
    values = read_values(template, given, now=now, zone=office.municipality.zone)
    found = list(_faults(template, values, office.link_hosts))
    if found:
        raise BadValue(*found)
    return values


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
