"""backups: what a copy of a home holds (contents), and the one file that it is put into (packing) under a seal (sealing)."""

from runtime.backups.contents import (
    DATABASE,
    BackupExists,
    BadBackup,
    Manifest,
    check_database,
    copy_database,
    count_rows,
    list_parts,
)
from runtime.backups.packing import pack_backup, unpack_backup
from runtime.backups.sealing import Seal, sealing_key

__all__ = [
    "BackupExists",
    "BadBackup",
    "DATABASE",
    "Manifest",
    "Seal",
    "check_database",
    "copy_database",
    "count_rows",
    "list_parts",
    "pack_backup",
    "sealing_key",
    "unpack_backup",
]
