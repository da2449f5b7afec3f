"""sandbox: Twilio's Messages API and a mail relay on this machine, which keep what they are sent and pass nothing on.

server        Sandbox: both listeners in one event loop, and `run`, which serves until it is interrupted
arrivals      what arrived: the latest in memory, every one in the ledger before it is acknowledged
messages_api  the HTTP that Twilio speaks (forms, refusals); relay: the SMTP; listeners: their ports, up or down
script        what they are told to do wrong: faults by kind, strikes when due, fates and callbacks of SMS, bounces of mail
page          what a person sees: phones and mailboxes, the latest first; controls: the switches of the faults
"""

from channels.sandbox.arrivals import Arrival
from channels.sandbox.listeners import PortTaken
from channels.sandbox.messages_api import ACCOUNT, TOKEN
from channels.sandbox.script import Script, UnreadableScript, read_script
from channels.sandbox.server import NotThisMachine, Sandbox, run

__all__ = [
    "ACCOUNT",
    "TOKEN",
    "Arrival",
    "NotThisMachine",
    "PortTaken",
    "Sandbox",
    "Script",
    "UnreadableScript",
    "read_script",
    "run",
]
