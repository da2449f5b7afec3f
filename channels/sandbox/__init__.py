"""sandbox: Twilio's Messages API and a mail relay on this machine, which keep what they are sent and pass nothing on.

server        Sandbox: both listeners in one event loop, and `run`, which serves until it is interrupted
arrivals      what arrived: the latest in memory, every one in the ledger before it is acknowledged
messages_api  the HTTP that Twilio speaks; relay: the SMTP; faults: what they can be told to do wrong
page          what a person sees: phones and mailboxes, the latest first
"""

from channels.sandbox.arrivals import Arrival
from channels.sandbox.messages_api import ACCOUNT, TOKEN
from channels.sandbox.server import NotThisMachine, PortTaken, Sandbox, run

__all__ = ["ACCOUNT", "TOKEN", "Arrival", "NotThisMachine", "PortTaken", "Sandbox", "run"]
