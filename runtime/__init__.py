"""runtime: what every room stands on, and nothing about warnings.

config     tocsin.toml, environment and secret files, read once into the frozen object of settings; complaints: what is wrong in it; slips: what can be read all the same
home       the folder of one installation: configuration, keys and database, opened at a door
database   reading and writing sessions, the database's clock, one writer thread for async code
schema     the tables' version: up to date, older or newer than this program
columns    UtcDateTime and the naming convention
keys       addresses and names at rest: sealed, found by keyed digest, links signed
documents  JSON that somebody sent, read strictly
problems   what can go wrong, said once; actors: who does it; logs: events through the redactor; supervision: what a service manager is told
sentences  English words that can be said in another language; languages: in which, with its numbers; catalogues: the translated words of a room; system_errors: why the machine refused
"""

from runtime.actors import LOCAL_OPERATOR, RESIDENT, SCHEDULER, Actor, Right
from runtime.chains import DEFAULT_CHAINS, DEFAULT_LANGUAGE, Chains, in_language, read_in
from runtime.columns import UtcDateTime, Word
from runtime.complaints import explain_faults
from runtime.config import FILE_NAME, load_config, read_config
from runtime.database import (
    SAFE_SQLITE,
    Database,
    DatabaseBusy,
    DatabaseReadOnly,
    DatabaseUnreachable,
    connect,
    insert_into,
    moment,
    sqlite_url,
    wait_turn,
)
from runtime.documents import DoubledKey, parse_json
from runtime.home import TOKEN_FILE, TOKENS, UNREAD_BOUNCES, Home, database_url, open_home, open_to_look
from runtime.keys import Keys, WrongKey
from runtime.logs import mask, redact
from runtime.problems import Exit, Problem, UsageProblem
from runtime.sentences import Said, counted, either, joined, mark, said
from runtime.settings import Approval, Config, Municipality, Operator, Registration, StaffNotice, Web
from runtime.supervision import Supervisor
from runtime.system_errors import why_refused

__all__ = [
    "DEFAULT_CHAINS", "DEFAULT_LANGUAGE", "FILE_NAME", "LOCAL_OPERATOR", "RESIDENT", "SAFE_SQLITE", "SCHEDULER", "TOKENS", "TOKEN_FILE", "UNREAD_BOUNCES", "Actor", "Approval", "Chains", "Config",
    "Database", "DatabaseBusy", "DatabaseReadOnly", "DatabaseUnreachable", "DoubledKey", "Exit", "Home", "Keys", "Municipality", "Operator",
    "Problem", "Registration", "Right", "Said", "StaffNotice", "Supervisor", "UsageProblem", "UtcDateTime", "Web", "Word", "WrongKey", "explain_faults", "connect", "counted",
    "database_url", "either", "in_language", "insert_into", "joined", "load_config", "mark", "mask", "moment", "open_home", "open_to_look", "read_config", "read_in", "parse_json", "redact", "said", "sqlite_url", "wait_turn",
    "why_refused",
]  # fmt: skip
