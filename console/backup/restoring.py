"""What `tocsin restore` does: examine a backup whole before anything is changed, then make a home
of it that starts in quarantine."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from console.backup.backing_up import manifest_json, summary
from console.backup.staging import check_staged, staging_beside
from console.terminal.output import say, show_json
from console.terminal.times import local_time
from delivery.quarantine import is_any_worker_alive, mark_restored
from runtime import Exit, Municipality, Problem, Said, UsageProblem, joined, said
from runtime.backups import DATABASE, Manifest, Seal, sealing_key, unpack_backup
from runtime.config import FILE_NAME, load_config
from runtime.home import make_private_folder
from runtime.keys import KeyFileExists, Keys, read_keys

ASIDE = ("tocsin.db", "tocsin.db-wal", "tocsin.db-shm", "templates", "flights", "receipts")
ELSEWHERE = ("database", "database_file")


class HomeTaken(Problem):
    """Nothing was changed. Give an empty folder with --home; or --force, which moves what is there
    aside and deletes nothing."""

    exit = Exit.REFUSED


class StillAtWork(Problem):
    """Nothing was changed. Stop `tocsin serve` and every worker of this home first, then repeat the
    command."""

    exit = Exit.REFUSED


class OtherDatabase(Problem):
    """Nothing was changed. A backup becomes `tocsin.db` in the home: take that setting away, or
    give another folder with --home."""

    exit = Exit.REFUSED


class KeyNotGiven(Problem):
    """Nothing was restored. A key is in no backup: give the file where you keep it, as in `tocsin
    restore FILE --key /media/safe/tocsin.key`."""

    exit = Exit.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Restoring:
    """One `tocsin restore`: a backup, the folder that becomes a home, and the key if it is
    given."""

    folder: Path
    file: Path
    key: Path | None
    as_json: bool

    def examine(self) -> bool:
        """Check everything that can be checked, and change nothing; whether it was proved that the
        backup was made here, which only its key can."""
        path = self.key or self._key_place()
        seal = sealing_key(self.file)
        known = self._keys() if self.key or path.exists() else None
        if seal is not None and known is None:
            self._tell_sealed(seal)
            return False
        with staging_beside(None) as staging:
            manifest = unpack_backup(self.file, staging, known)
            upgrade = check_staged(staging, manifest, known)
        self._tell_examined(manifest, proved=known is not None, upgrade=upgrade)
        return known is not None

    def carry_out(self, *, force: bool) -> None:
        """Make a home of it."""
        self._check_free(force=force)
        sealing_key(self.file)
        place, known = self._key_place(), self._keys()
        if self.key and place.exists() and place.read_bytes() != self.key.read_bytes():
            raise KeyFileExists(said("There is another key in {file}.", file=place.name))
        make_private_folder(self.folder)
        with staging_beside(self.folder) as staging:
            manifest = unpack_backup(self.file, staging, known)
            upgrade = check_staged(staging, manifest, known)
            aside = self._move_aside()
            # First of all: whoever opens this home from now on finds it in quarantine.
            mark_restored(self.folder / "flights")
            if self.key and not place.exists():
                _copy_private(self.key, place)
            self._put_in_place(staging)
        self._tell(manifest, aside, upgrade=upgrade)

    def _keys(self) -> Keys:
        """The keys of the file that was given, else of that in the home; raises KeyNotGiven or
        LostKey."""
        path = self.key or self._key_place()
        if self.key and not path.exists():
            raise KeyNotGiven(said("There is no file {file}.", file=path.name))
        if not path.exists():
            raise KeyNotGiven(said("The key of the backup is not here."))
        return read_keys(path)

    def _tell_examined(self, manifest: Manifest, *, proved: bool, upgrade: bool) -> None:
        if self.as_json:
            found = {"good": True, "proved": proved, "key_checked": proved}
            return show_json({**found, "needs_upgrade": upgrade, **manifest_json(manifest)})
        say(
            said(
                "{file} is whole, made {at}: {summary}.",
                file=self.file.name,
                at=self._local(manifest.made_at),
                summary=summary(manifest),
            )
        )
        if proved:
            return say(said("It was made with this key, which opens its addresses."))
        return say(
            said("Not proved: whether it was made here, only its key can tell. Give it with --key.")
        )

    def _tell_sealed(self, seal: Seal) -> None:
        if self.as_json:
            named = {"key_number": seal.number, "key_fingerprint": seal.fingerprint}
            show_json({"good": False, "proved": False, "key_checked": False, **named})
            return
        say(
            said(
                "Not proved: {file} is sealed with key {name}, and nothing of it can be examined without that. Give it with --key.",
                file=self.file.name,
                name=seal.name,
            )
        )

    def _check_free(self, *, force: bool) -> None:
        for name in ELSEWHERE:
            if name in self._settings() or f"TOCSIN_{name.upper()}" in os.environ:
                raise OtherDatabase(said("The setting `{name}` names another database.", name=name))
        if not force and any((self.folder / name).exists() for name in ("tocsin.db", "templates")):
            raise HomeTaken(said("There is a home in {folder} already.", folder=self.folder.name))
        if is_any_worker_alive(self.folder / "flights"):
            raise StillAtWork(said("A worker of this home is running."))

    def _local(self, moment: datetime) -> Said:
        """By the clocks of the home in the folder, if there is one whose settings can be read."""
        try:
            office = load_config(self.folder, os.environ).config.municipality
        except Problem:
            office = Municipality()
        return local_time(moment, office.zone)

    def _settings(self) -> Mapping[str, object]:
        try:
            return tomllib.loads((self.folder / FILE_NAME).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            raise UsageProblem(
                said("{file} in {folder} cannot be read.", file=FILE_NAME, folder=self.folder.name)
            ) from None

    def _key_place(self) -> Path:
        named = os.environ.get("TOCSIN_KEY_FILE") or self._settings().get("key_file", "tocsin.key")
        return self.folder / str(named)

    def _move_aside(self) -> Path | None:
        old = [self.folder / name for name in ASIDE if (self.folder / name).exists()]
        if not old:
            return None
        aside = self.folder / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        aside.mkdir(mode=0o700)
        for path in old:
            path.rename(aside / path.name)
        return aside

    def _put_in_place(self, staging: Path) -> None:
        settings = staging / FILE_NAME
        if settings.exists() and (self.folder / FILE_NAME).exists():
            settings.replace(self.folder / f"{FILE_NAME}.from-backup")
        # The database last: without it there is no home yet.
        for path in sorted(staging.iterdir(), key=lambda each: each.name == DATABASE):
            path.rename(self.folder / path.name)

    def _tell(self, manifest: Manifest, aside: Path | None, *, upgrade: bool) -> None:
        if self.as_json:
            moved = aside.name if aside else None
            show_json(
                {
                    "restored": True,
                    "moved_aside": moved,
                    "needs_upgrade": upgrade,
                    **manifest_json(manifest),
                }
            )
            return
        say(
            said(
                "Restored, as of {at}: {summary}.",
                at=self._local(manifest.made_at),
                summary=summary(manifest),
            )
        )
        if aside:
            say(said("What was here before is in {aside}.", aside=aside.name))
        if (self.folder / f"{FILE_NAME}.from-backup").exists():
            say(
                said(
                    "{file} was left as it is; the one of the backup is {file}.from-backup.",
                    file=FILE_NAME,
                )
            )
        say(
            said(
                "It is stopped, because it is a copy: what was open in it is not sent before `tocsin release`; new alerts are."
            )
        )
        say(said("Next: {steps}.", steps=joined(", ", _next_steps(upgrade=upgrade))))


def _next_steps(*, upgrade: bool) -> Iterator[str]:
    yield said(
        "put the secrets into {file}, your token into tocsin.token or the tokens of the accounts into tokens",
        file=FILE_NAME,
    )
    if upgrade:
        yield "tocsin db upgrade"
    yield from ("tocsin doctor", "tocsin release")


def _copy_private(source: Path, to: Path) -> None:
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(source.read_bytes())
