"""database: what a room needs that owns tables.

sessions   reading and writing, the keys that sign, the moment that all processes share, one writer thread for async code; faults: what a database refuses
columns    UtcDateTime and the naming convention; dialects: what SQLite and PostgreSQL spell differently
committed  events that are logged once a transaction is committed
"""

from runtime.database.columns import UtcDateTime, Word, sealed_in_row
from runtime.database.committed import log_committed
from runtime.database.dialects import insert_into, reserve_ids, wait_turn
from runtime.database.faults import DatabaseBusy, DatabaseReadOnly, DatabaseUnreachable
from runtime.database.sessions import SAFE_SQLITE, connect_database, keys_of, sqlite_url

__all__ = [
    "DatabaseBusy",
    "DatabaseReadOnly",
    "DatabaseUnreachable",
    "SAFE_SQLITE",
    "UtcDateTime",
    "Word",
    "connect_database",
    "insert_into",
    "keys_of",
    "log_committed",
    "reserve_ids",
    "sealed_in_row",
    "sqlite_url",
    "wait_turn",
]
