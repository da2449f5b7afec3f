"""templates: what is said. It owns the words, their slots and how they fit; it knows no resident and sends nothing.

catalogue    the templates there are; shelf: where what is broken in the office's folder gives way to what is shipped; files: what of it is read
definition   what template.toml says: event, severity, topic, typed variables, the correction; folders: one template put together; faults, checks, proofs
values       what staff set, checked by type; never rendered as a template
rendering    the final words of one medium and language, from a sandbox; limits: how much a file of words may do and make
corrections  what a correction has to name of the message it takes back
replacing    what an update says of the message it replaces; updating: where that stands in a text, and how it fits
glances      what a list of mails shows of one; logo: the picture in the head of every mail
encoding     Greek in GSM 03.38, and the parts of an SMS; lookalikes: what becomes plain; outside: what makes it dearer
speech       dates, ranges and places as a language says them; places: names by language and case; articles: that of a Greek place
library/     the words themselves, a folder a template
"""

from templates.cap_words import Severity
from templates.catalogue import Catalogue, NoCorrection, UnknownTemplate
from templates.corrections import correcting, in_common, undecided
from templates.correspondence import LETTERS, letter
from templates.definition import Kind, Status, Template, Variable
from templates.encoding import Encoding, Measure, measure, to_gsm7
from templates.folders import BrokenTemplate
from templates.logo import BadLogo, read_logo
from templates.moments import read_day_or_moment, read_moment
from templates.outside import named_outside, outside_gsm7
from templates.places import Place
from templates.proofs import Press, Proof
from templates.rendering import Links, Words, releases_in, render
from templates.replacing import Replaced
from templates.values import (
    BadValue,
    Values,
    YearMissing,
    read_values,
    with_examples,
)

__all__ = [
    "LETTERS", "BadLogo", "BadValue", "BrokenTemplate", "Catalogue", "Encoding", "Kind", "Links", "Measure",
    "NoCorrection", "Place", "Press", "Proof", "Replaced", "Severity", "Status",
    "Template", "UnknownTemplate", "Values", "Variable",
    "Words", "YearMissing", "correcting", "in_common", "letter", "measure", "named_outside", "outside_gsm7", "read_day_or_moment", "read_logo", "read_moment",
    "read_values", "releases_in", "render", "to_gsm7", "undecided", "with_examples",
]  # fmt: skip
