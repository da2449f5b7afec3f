"""sandbox: Twilio's Messages API and a mail relay on this machine, which keep what they are sent and pass nothing on.

server        Sandbox: both listeners in one event loop, and `run_sandbox`, which serves until it is interrupted
arrivals      what arrived: the latest in memory, every one in the ledger before it is acknowledged
messages_api  the HTTP that Twilio speaks (forms, refusals); relay: the SMTP; listeners: their ports, up or down
script        what they are told to do wrong: faults by kind, strikes when due, endings and callbacks of SMS, bouncing of mail
page          what a person sees: phones and mailboxes, the latest first; controls: the switches of the faults
"""

from channels.sandbox.messages_api import ACCOUNT, TOKEN
from channels.sandbox.script import Script, read_script
from channels.sandbox.server import Sandbox, run_sandbox

__all__ = [
    "ACCOUNT",
    "TOKEN",
    "Sandbox",
    "Script",
    "read_script",
    "run_sandbox",
]
