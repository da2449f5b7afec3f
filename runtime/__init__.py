"""runtime: what every room stands on, and nothing about warnings. This door has what nearly every room uses; the files and wings below have doors of their own.

config     tocsin.toml, environment and secret files, read once into the frozen object of settings
database   what a room needs that owns tables; schema: the tables' version, up to date, older or newer than this program
home       the folder of one installation: configuration, keys and database, opened at a door; backups: a copy of it
clocks     whether the time that is shown can be right; witness: the row that says when it was last believed
keys       addresses and names at rest: sealed, found by keyed digest, links signed; resealing: with another key
documents  JSON that somebody sent, read strictly; ip_addresses: what a peer or a proxy writes, and networks
problems   what can go wrong, said once; system_errors: why the machine refused; actors: who does it
sentences  English words that can be said in another language; languages: in which (catalogues), with its numbers; kept_words: sentences in JSON
chains     in which other languages somebody reads; spans: how long something lasts; articles: of names, by declension; titles: of offices
logs       events through the redactor (repeats counted); supervision: what a service manager is told; waits: that end early
"""

from runtime.actors import LOCAL_OPERATOR, RESIDENT, SCHEDULER, Actor, Right
from runtime.config.office import Municipality
from runtime.database.sessions import Database, moment
from runtime.home import Home, open_home
from runtime.keys import Keys
from runtime.problems import Exit, Problem, UsageProblem
from runtime.sentences import (
    Instant,
    Said,
    by_clocks,
    by_language,
    counted,
    either,
    joined,
    mark,
    said,
)
from runtime.system_errors import why_refused

__all__ = [
    "Actor",
    "Database",
    "Exit",
    "Home",
    "Instant",
    "Keys",
    "LOCAL_OPERATOR",
    "Municipality",
    "Problem",
    "RESIDENT",
    "Right",
    "SCHEDULER",
    "Said",
    "UsageProblem",
    "by_clocks",
    "by_language",
    "counted",
    "either",
    "joined",
    "mark",
    "moment",
    "open_home",
    "said",
    "why_refused",
]
