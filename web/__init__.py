"""web: the browsers' and programs' door: two apps for two listeners, one process that serves both.

public/    the residents' pages: subscribe, confirm, choose, leave; every alert to be checked
admin/     the API of programs: bearer tokens, a right on every route, RFC 9457 problems
problems   what went wrong, as an answer; tables: challenges spent, answers kept for a repeat
connections how many may be open and how long without a request; requests_at_once: how many are answered beside each other
monitoring /health, /ready and /metrics: seen, metrics, requests; listening: a socket that is bound, and the server on it
serving    both doors, a delivery worker and the clock of the schedules in one process
"""

from web.listening import CannotListen
from web.monitoring import Monitor
from web.serving import Doors, Operation, serve

__all__ = ["CannotListen", "Doors", "Monitor", "Operation", "serve"]
