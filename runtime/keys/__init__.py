"""keys: addresses and names at rest, hidden by AES-GCM, each in its own row, and found by a keyed digest; the key file lies outside the database.

single   one key, and what is derived from it: what it seals and signs
ring     the keys of one file: the one in use, those before it, and the one that is to come
files    the key file: read, made, and replaced whole
holding  `Keys`, the keys as a process has them: it reads the file anew once it was replaced
"""

from runtime.keys.files import KeyFileExists, LostKey, write_ring
from runtime.keys.holding import Keys, create_keys, number_of, read_keys
from runtime.keys.ring import KeyRing
from runtime.keys.single import BOUND, NAME_BYTES, Key, SealedPlace, WrongKey

__all__ = [
    "BOUND",
    "Key",
    "KeyFileExists",
    "KeyRing",
    "Keys",
    "LostKey",
    "NAME_BYTES",
    "SealedPlace",
    "WrongKey",
    "create_keys",
    "number_of",
    "read_keys",
    "write_ring",
]
