"""Omission: a configuration file without its secrets, for copies that leave the machine."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from runtime.config.secret_settings import is_secret

_LOGIN = re.compile(r"://[^/@\s]*:[^/@\s]*@")
# Where these are is another matter in another home.
_PLACES = ("database", "database_file", "templates")


def omit_secrets(text: str) -> tuple[str, tuple[str, ...]]:
    """The same settings, comments and secrets left out, and the dotted names of what has to be set
    again."""
    omitted: list[str] = []
    kept = _without_secrets(tomllib.loads(text), "", omitted)
    head = "# Written by `tocsin backup`: without secrets and comments; docs/configuration.md explains every value.\n"
    return head + "\n".join(_lines(kept, ())) + "\n", tuple(omitted)


def _without_secrets(
    tree: Mapping[str, object], above: str, omitted: list[str]
) -> dict[str, object]:
    kept: dict[str, object] = {}
    for key, value in tree.items():
        name = f"{above}{key}"
        if _may_not_leave(name, value) or name in _PLACES:
            omitted.append(name)
        elif isinstance(value, dict):
            kept[key] = _without_secrets(value, f"{name}.", omitted)
        else:
            kept[key] = value
    return kept


def _may_not_leave(name: str, value: object) -> bool:
    """A secret by its name, unless that names a file; or an address with a login in it."""
    if is_secret(name) and not name.endswith("_file"):
        return True
    return any(_LOGIN.search(text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _lines(tree: Mapping[str, object], above: tuple[str, ...]) -> Iterator[str]:
    """A table as TOML: its values first, then a section for each table in it."""
    for key, value in tree.items():
        if not isinstance(value, dict):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in tree.items():
        if isinstance(value, dict):
            yield ""
            yield f"[{'.'.join(map(_key, (*above, key)))}]"
            yield from _lines(value, (*above, key))


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(item)}' for key, item in value.items())} }}"
    # A text of JSON is a text of TOML.
    return json.dumps(value, ensure_ascii=False)
