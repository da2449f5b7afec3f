"""staff: who may act. Owns members, roles, tokens, and the journal of every act.

tables   members, tokens, journal entries
journal  `record`: one act, chained to the one before it, in the caller's transaction
"""

from staff.journal import Facts, record
from staff.tables import Role

__all__ = ["Facts", "Role", "record"]
