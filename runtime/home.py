"""The home of one installation: a folder with its configuration, key file and database, opened once
at a door."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from runtime.config.reading import BadConfig, Loaded, load_config, read_config
from runtime.config.settings import Config
from runtime.database.sessions import Database, connect_database, sqlite_url
from runtime.keys import Keys, read_keys
from runtime.problems import Exit, Problem
from runtime.sentences import said

__all__ = [
    "TOKENS",
    "TOKEN_FILE",
    "UNREAD_BOUNCES",
    "database_url",
    "make_private_folder",
    "open_without_key",
    "open_to_look",
]


TOKEN_FILE = "tocsin.token"  # of whoever holds the home
TOKENS = "tokens"  # of the accounts of this machine, a file each
UNREAD_BOUNCES = Path("bounces") / "aside"
PRIVATE = 0o700


class NoHome(Problem):
    """`tocsin init` makes a home in a folder; `--home FOLDER` or TOCSIN_HOME names another one."""

    exit = Exit.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Home:
    """What a door needs to open: the folder, its configuration, the keys and the database; `slips`
    are what was left out of the configuration because it is wrong."""

    path: Path
    config: Config
    keys: Keys
    database: Database
    slips: tuple[str, ...] = ()

    def now(self) -> datetime:
        """The time that this process goes by, UTC."""
        return self.database.clock.now()

    @property
    def flights(self) -> Path:
        """Where workers keep their flight logs."""
        return self.path / "flights"

    @property
    def receipts(self) -> Path:
        """Where what providers tell lies until a worker stores it."""
        return self.path / "receipts"


def open_home(path: Path, environment: Mapping[str, str]) -> Home:
    """Open the home at `path`; raises NoHome, BadConfig, LostKey or DatabaseUnreachable."""
    return _opened(path, load_config(path, environment))


def open_to_look(path: Path, environment: Mapping[str, str]) -> Home:
    """The same for whoever only looks, whom a slip in the configuration does not lock out; raises
    BadConfig where the database or the key is in doubt."""
    return _opened(path, read_config(path, environment))


def open_without_key(path: Path, environment: Mapping[str, str]) -> Database:
    """The database of a home whose key file is missing: what is not sealed can be read; raises
    BadConfig or DatabaseUnreachable."""
    return connect_database(database_url(path, load_config(path, environment).config))


def make_private_folder(path: Path) -> None:
    """Make a folder for its owner alone, or take an empty one from all others; what is in another
    may be meant for them too. Of one that stays open `tocsin doctor` tells."""
    path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if not any(path.iterdir()):
        with suppress(PermissionError):  # whose it is may have lent it to us
            path.chmod(path.stat().st_mode & PRIVATE)


def _opened(path: Path, loaded: Loaded) -> Home:
    config = loaded.config
    if not config.database and not (path / "tocsin.db").exists():
        if loaded.slips:
            raise BadConfig(*loaded.slips)
        raise NoHome(said("There is no Tocsin home in {path}.", path=str(path)))
    keys = read_keys(path / config.key_file)
    database = connect_database(database_url(path, config), keys=keys)
    return Home(path, config, keys, database, loaded.slips)


def database_url(path: Path, config: Config) -> str:
    """The database of a home: what the configuration names, else `tocsin.db` in the folder."""
    return config.database or sqlite_url(path / "tocsin.db")
