"""Configuration: `tocsin.toml`, the environment and secret files, read once into a frozen object.

A value given on the command line wins over the environment, that over the file, that over the
default. In the environment `TOCSIN_CHANNELS__TWILIO__RATE=20` is `rate` of `[channels.twilio]`; a
secret whose name ends in `_FILE` (`TOCSIN_CHANNELS__TWILIO__API_SECRET_FILE`, or `api_secret_file`
in the file) is read from the file it names."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from runtime.config.complaints import explain_faults
from runtime.config.secret_settings import is_secret, masked
from runtime.config.settings import Config
from runtime.config.slips import EMPTY, readable, without
from runtime.problems import Exit, Problem
from runtime.sentences import joined, said
from runtime.system_errors import why_refused

PREFIX = "TOCSIN_"
FILE_NAME = "tocsin.toml"
NOT_SETTINGS = {
    "TOCSIN_CODE",
    "TOCSIN_DUTY",
    "TOCSIN_HOME",
    "TOCSIN_TOKEN",
    "TOCSIN_TOKEN_FILE",
}
ESSENTIAL = frozenset({"database", "key_file"})


class BadConfig(Problem):
    """Nothing was changed. Correct it there, then `tocsin config show --origin`;
    docs/configuration.md lists every setting."""

    exit = Exit.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Setting:
    """One value as it stands: dotted name, text (a secret is masked) and where it was read."""

    name: str
    shown: str
    origin: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration, for each value that was set where it was set, and what was left out because
    it is wrong."""

    config: Config
    origins: Mapping[str, str]
    slips: tuple[str, ...] = ()

    def settings(self) -> Iterator[Setting]:
        """Every value in force, the defaults too, with its origin."""
        for name, value in _leaves(self.config.model_dump(mode="json")):
            yield Setting(name, masked(name, value), self.origins.get(name, "default"))


def load_config(
    home: Path,
    environment: Mapping[str, str],
    flags: Mapping[str, object] | None = None,
) -> Loaded:
    """Read the configuration of a home folder; `flags` are dotted names given on the command line.
    Raises BadConfig with all that is wrong."""
    loaded = read_config(home, environment, flags)
    if loaded.slips:
        raise BadConfig(*loaded.slips)
    return loaded


def read_config(
    home: Path,
    environment: Mapping[str, str],
    flags: Mapping[str, object] | None = None,
    file: Path | None = None,
) -> Loaded:
    """The same for whoever only looks: what is wrong is named in `slips` and left out. Raises
    BadConfig where that may be the name of the database or of the key."""
    reading = _Reading(home, [])
    origins: dict[str, str] = {}
    merged: dict[str, object] = {}
    layers = (
        reading.of_file(file or home / FILE_NAME),
        reading.of_environment(environment),
        {name: (value, "command line") for name, value in (flags or {}).items()},
    )
    for values in layers:
        for name, (value, origin) in values.items():
            reading.put(merged, name, value, origin)
            origins[name] = origin
    return Loaded(reading.validated(merged, origins), origins, tuple(reading.slips))


_Layer = dict[str, tuple[object, str]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of all that is set, and what was wrong with it so far."""

    home: Path
    slips: list[str]

    def of_file(self, path: Path) -> _Layer:
        try:
            text = path.read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise BadConfig(
                said("{file} cannot be read: {reason}.", file=path.name, reason=_reason(error))
            ) from None
        tree, faults, lost = readable(text)
        if faults:
            *above, last = (
                said("{file} cannot be read: {reason}.", file=path.name, reason=fault)
                for fault in faults
            )
            hint = said(
                "Text stands in quotation marks, numbers without; every bracket and mark is closed."
            )
            self._missing(lost, *above, joined(" ", [last, hint]))
        elif not tree:
            self._missing([], said(EMPTY, file=path.name))
        found = (self._resolved(name, value, path.name, self.home) for name, value in _leaves(tree))
        return dict(each for each in found if each is not None)

    def of_environment(self, environment: Mapping[str, str]) -> _Layer:
        found: _Layer = {}
        for variable, text in environment.items():
            if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
                continue
            name = variable.removeprefix(PREFIX).lower().replace("__", ".")
            resolved = self._resolved(name, text, variable, Path())
            if resolved is not None:
                key, (value, _) = resolved
                found[key] = (_parsed(value) if key == name else value, f"environment {variable}")
        return found

    def put(self, tree: dict[str, object], name: str, value: object, origin: str) -> None:
        try:
            _put(tree, name.split("."), value, origin)
        except BadConfig as problem:
            self._missing([name], *problem.details)

    def validated(self, merged: dict[str, object], origins: Mapping[str, str]) -> Config:
        """The configuration, without what is wrong; only what is wrong at first sight is told."""
        told = len(self.slips)
        while True:
            try:
                return Config.model_validate(merged).within(self.home)
            except ValidationError as error:
                faults = explain_faults(error, Config, lambda name: _nearest(origins, name))
                places = [fault["loc"] for fault in error.errors(include_url=False)]
                if len(self.slips) == told:
                    self.slips.extend(faults)
                self._missing([str(step) for place in places for step in place[:1]])
                if not without(merged, places):
                    raise BadConfig(*self.slips) from None

    def _missing(self, lost: Sequence[str], *slips: str) -> None:
        """Note what was left out; without the database or the key there is nothing to look at, or
        the wrong thing."""
        self.slips.extend(slips)
        if not ESSENTIAL.isdisjoint(lost):
            raise BadConfig(*self.slips)

    def _resolved(
        self, name: str, value: object, origin: str, base: Path
    ) -> tuple[str, tuple[object, str]] | None:
        try:
            return _resolve(name, value, origin, base)
        except BadConfig as problem:
            self._missing([name.removesuffix("_file")], *problem.details)
            return None


def _resolve(name: str, value: object, origin: str, base: Path) -> tuple[str, tuple[object, str]]:
    stem = name.removesuffix("_file")
    if stem == name or not (is_secret(stem) or stem.rpartition(".")[2] == "database"):
        return name, (value, origin)
    path = base / str(value)
    try:
        return stem, (path.read_text("utf-8").strip(), f"{origin} -> {path.name}")
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(
            said(
                "{origin}, {name}: it names {file}, which cannot be read: {reason}.",
                origin=origin,
                name=name,
                file=path.name,
                reason=_reason(error),
            )
        ) from None


def _reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return said("it is not UTF-8 text")
    return why_refused(error)


def _parsed(value: object) -> object:
    """A list or table of the environment as TOML would read it; all else stays text, which pydantic
    makes a number of."""
    if not str(value).startswith(("[", "{")):
        return value
    try:
        return tomllib.loads(f"x = {value}")["x"]
    except tomllib.TOMLDecodeError:
        return value


def _put(tree: dict[str, object], steps: list[str], value: object, origin: str) -> None:
    for step in steps[:-1]:
        branch = tree.setdefault(step, {})
        if not isinstance(branch, dict):
            raise BadConfig(
                said(
                    "{origin}, {name}: '{step}' is a value, not a section.",
                    origin=origin,
                    name=".".join(steps),
                    step=step,
                )
            )
        tree = branch
    tree[steps[-1]] = value


def _leaves(tree: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for key, value in tree.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{name}.")
            continue
        yield name, value


def _nearest(origins: Mapping[str, str], name: str) -> str:
    matches = [origin for known, origin in origins.items() if known.startswith(f"{name}.")]
    return origins.get(name) or next(iter(matches), "default")
