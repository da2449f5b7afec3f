"""Words of hazards, actions and times: one file per language, data that an office may read."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "words"


@cache
def lexicon(name: str, language: str) -> Mapping[str, Any]:
    """What words/NAME.LANGUAGE.toml holds; that of English where a language has none."""
    own = _FOLDER / f"{name}.{language}.toml"
    return tomllib.loads((own if own.exists() else _FOLDER / f"{name}.en.toml").read_text("utf-8"))
