"""Bounces: mails that were accepted and come back, as reports (RFC 3464) in an mbox file."""

import fcntl
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from random import Random

from channels.sandbox.script import Script
from runtime import Problem, said, why_refused

NOBODY = frozenset({"", "<>"})
HOST = "sandbox.localhost"


class NoMailbox(Problem):
    """Name an mbox file, or one that does not exist yet, as `file` of `bounces`."""


class Bouncer:
    """Lets the script's share of the accepted mails come back to their envelope sender."""

    def __init__(self, script: Script) -> None:
        self.obey(script)

    def obey(self, script: Script) -> None:
        """Bounce as this script says from now on."""
        self._bounces = script.bounces
        self._random = Random(f"{script.seed} bounces")

    def accepted(self, mail: bytes, to: str, sender: str) -> None:
        """One mail to one address; nothing is ever returned to the empty sender (RFC 5321
        4.5.5)."""
        bounces = self._bounces
        if bounces is None or sender in NOBODY:
            return
        if self._random.random() < bounces.share:
            append(bounces.file, report(mail, to, sender, bounces.status))


def report(mail: bytes, to: str, sender: str, status: str) -> Message:
    """The delivery status notification of a mail that its last relay gave up, with the mail's own
    header."""
    now = format_datetime(datetime.now(UTC))
    whole = MIMEMultipart("report")
    whole.set_param("report-type", "delivery-status")
    whole["From"] = f"Mail Delivery System <MAILER-DAEMON@{HOST}>"
    whole["To"] = sender
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole["Date"] = now
    whole["Auto-Submitted"] = "auto-replied"
    whole.attach(
        MIMEText("The mail could not be delivered to one of its recipients.\n", "plain", "us-ascii")
    )
    whole.attach(_delivery_status(to, status, now))
    header = MIMENonMultipart("text", "rfc822-headers")
    header.set_payload(
        mail.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "replace") + "\n"
    )
    whole.attach(header)
    return whole


def _delivery_status(to: str, status: str, now: str) -> Message:
    of_mail, of_recipient = Message(), Message()
    of_mail["Reporting-MTA"] = f"dns; {HOST}"
    of_mail["Arrival-Date"] = now
    of_recipient["Final-Recipient"] = f"rfc822; {to}"
    of_recipient["Original-Recipient"] = f"rfc822; {to}"
    of_recipient["Action"] = "failed"
    of_recipient["Status"] = status
    of_recipient["Diagnostic-Code"] = (
        f"smtp; {'550' if status[0] == '5' else '450'} {status} Not delivered"
    )
    part = MIMEBase("message", "delivery-status")
    part.set_payload([of_mail, of_recipient])
    return part


def append(file: Path, mail: Message) -> None:
    """Add a mail to an mbox, which stays locked meanwhile as `mailbox.mbox` locks it."""
    text = BytesIO()
    BytesGenerator(text, mangle_from_=True).flatten(mail, unixfrom=False)
    stamp = datetime.now(UTC).strftime("%a %b %e %H:%M:%S %Y")
    with file.open("ab") as box:
        fcntl.lockf(box, fcntl.LOCK_EX)
        box.write(f"From MAILER-DAEMON {stamp}\n".encode() + text.getvalue() + b"\n")


def examine(script: Script) -> None:
    """Raise NoMailbox when the script's file is something else, or is in no folder."""
    file = script.bounces.file if script.bounces else None
    if file is None:
        return
    try:
        with file.open("ab+") as box:
            box.seek(0)
            begin = box.read(5)
    except OSError as error:
        raise NoMailbox(
            said("{file} cannot be written: {why}.", file=file.name, why=why_refused(error))
        ) from None
    if begin not in {b"", b"From "}:
        raise NoMailbox(said("{file} holds something else than mails.", file=file.name))
