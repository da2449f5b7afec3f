"""runtime: what every room stands on, and nothing about warnings.

config     tocsin.toml, environment and secret files, read once into the frozen object of settings; complaints: what is wrong in it; slips: what can be read all the same; ports: an address to listen on
home       the folder of one installation: configuration, keys and database, opened at a door
database   reading and writing sessions, the moment that all processes share, one writer thread for async code; dialects: what SQLite and PostgreSQL spell differently
clocks     whether the time that is shown can be right; witness: the row that says when it was last believed
schema     the tables' version: up to date, older or newer than this program
columns    UtcDateTime and the naming convention
keys       addresses and names at rest: sealed, found by keyed digest, links signed
documents  JSON that somebody sent, read strictly
problems   what can go wrong, said once; actors: who does it; logs: events through the redactor (repeats counted; committed: once a transaction is); supervision: what a service manager is told; waits: that end early
sentences  English words that can be said in another language; languages: in which, with its numbers; spans: how long something lasts; catalogues: the translated words of a room; system_errors: why the machine refused; toml_words: where a TOML text cannot be read
"""

from runtime.actors import LOCAL_OPERATOR, RESIDENT, SCHEDULER, Actor, Right
from runtime.chains import DEFAULT_CHAINS, DEFAULT_LANGUAGE, Chains, in_language, read_in
from runtime.clocks import LEAP, Anchor, Clock, Doubt, Witness, since_start, utc_now
from runtime.columns import UtcDateTime, Word
from runtime.committed import log_committed
from runtime.complaints import explain_faults
from runtime.config import FILE_NAME, load_config, read_config
from runtime.database import SAFE_SQLITE, Database, connect, moment, sqlite_url
from runtime.database_faults import DatabaseBusy, DatabaseReadOnly, DatabaseUnreachable
from runtime.dialects import insert_into, reserve_ids, wait_turn
from runtime.documents import DoubledKey, parse_json
from runtime.home import (
    TOKEN_FILE,
    TOKENS,
    UNREAD_BOUNCES,
    Home,
    database_url,
    open_home,
    open_to_look,
)
from runtime.keys import Keys, WrongKey
from runtime.logs import mask, redact
from runtime.ports import host_and_port
from runtime.problems import Exit, Problem, UsageProblem
from runtime.sections import Approval, Municipality, Operator, Registration, StaffNotice, Web
from runtime.sentences import Said, counted, either, joined, mark, said
from runtime.settings import Config
from runtime.spans import lasting, roughly
from runtime.supervision import Supervisor
from runtime.system_errors import why_refused
from runtime.toml_words import explain_toml
from runtime.waits import wait_for_event
from runtime.witness import confirm_clock, consult_clock, read_witness, watch_clock

__all__ = [
    "Actor", "Anchor", "Approval", "Chains", "Clock", "Config", "DEFAULT_CHAINS", "DEFAULT_LANGUAGE", "Database", "DatabaseBusy", "DatabaseReadOnly", "DatabaseUnreachable",
    "DoubledKey", "Doubt", "Exit", "FILE_NAME", "Home", "Keys", "LEAP", "LOCAL_OPERATOR", "Municipality", "Operator", "Problem", "RESIDENT", "Registration", "Right", "SAFE_SQLITE",
    "SCHEDULER", "Said", "StaffNotice", "Supervisor", "TOKENS", "TOKEN_FILE", "UNREAD_BOUNCES", "UsageProblem", "UtcDateTime", "Web", "Witness", "Word", "WrongKey",
    "confirm_clock", "connect", "consult_clock", "counted", "database_url", "either", "explain_faults", "explain_toml", "host_and_port", "in_language", "insert_into", "reserve_ids", "joined", "lasting", "load_config", "log_committed", "mark", "mask",
    "moment", "open_home", "open_to_look", "parse_json", "read_config", "read_in", "read_witness", "redact", "roughly", "said", "since_start", "sqlite_url", "utc_now", "wait_for_event", "wait_turn", "watch_clock",
    "why_refused",
]  # fmt: skip
