"""The settings that the pages explain, and those that there are."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from channels import ChannelSettings
from channels.registry import installed
from runtime.config import Config

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
TOP, EVERY_CHANNEL = "At the top of the file", "[channels.NAME], every channel"
# Tocsin itself gives these to an adapter.
FILLED_IN = {"name", "home", "municipality"}
# Tables whose keys no model lists.
KEYS = {"languages": ("others",), "routes": ("sms", "email"), "channels": ()}

Rows = dict[str, dict[str, str]]


def explained() -> Rows:
    """What the page has: by heading, each setting with the cell of its default."""
    found: Rows = {}
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        heading, _, text = section.partition("\n")
        rows = [
            re.split(r" *(?<!\\)\| *", line)[1:-1]
            for line in text.splitlines()
            if line.startswith("| ")
        ]
        names = {name: row[-1] for row in rows for name in re.findall(r"`(\w+)`", row[0])}
        found[heading] = names
    return found


def settings() -> Iterator[tuple[str, str, FieldInfo | None]]:
    """Every setting there is: the heading it belongs under, its name, and what the model says of
    it."""
    for name, field in Config.model_fields.items():
        if name in KEYS:
            yield from ((f"[{name}]", key, None) for key in KEYS[name])
        elif isinstance(kind := field.annotation, type) and issubclass(kind, BaseModel):
            yield from ((f"[{name}]", key, each) for key, each in kind.model_fields.items())
        else:
            yield TOP, name, field
    yield EVERY_CHANNEL, "adapter", None
    common = {
        name: each for name, each in ChannelSettings.model_fields.items() if name not in FILLED_IN
    }
    yield from ((EVERY_CHANNEL, name, each) for name, each in common.items())
    for name in installed.list_adapters():
        if installed.is_ours(name, {}):
            yield from _of_channel(name)


def _of_channel(name: str) -> Iterator[tuple[str, str, FieldInfo | None]]:
    model = installed.find_adapter(name, {}).Settings
    for key, field in model.model_fields.items():
        common = ChannelSettings.model_fields.get(key)
        if common is None or (key not in FILLED_IN and common.default != field.default):
            yield f"[channels.{name}]", key, field


def told(default: Any) -> tuple[str, ...]:
    """What the cell of a default must hold; nothing where words such as "none" may stand."""
    if default is PydanticUndefined:
        return ("needed",)
    if isinstance(default, BaseModel):
        default = default.model_dump()
    if isinstance(default, dict):
        default = tuple(default.values())
    if isinstance(default, tuple):
        return tuple(map(str, default))
    if isinstance(default, int | float):
        return (str(default).lower() if isinstance(default, bool) else f"{default:g}",)
    return (str(default),) if isinstance(default, str | Path) else ()
