"""backups: what a copy of a home holds (contents), and the one sealed file that it is put into (packing)."""

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

__all__ = [
    "BackupExists",
    "BadBackup",
    "DATABASE",
    "Manifest",
    "check_database",
    "copy_database",
    "count_rows",
    "list_parts",
    "pack_backup",
    "unpack_backup",
]
