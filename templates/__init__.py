"""templates: what is said. It owns the words, their slots and how they fit; it knows no resident and sends nothing.

catalogue       the templates there are (in library/, a folder each); loading: where what is broken in the office's folder gives way to what is shipped; files: what of it is read
definition      what template.toml says: event, severity, topic, typed variables, the correction; folders: one template put together; faults, checks
values          what staff set, checked by type; never rendered as a template; moments: a date and time as staff type it
rendering       the final words of one medium and language, from a sandbox; words: their forms, also in normal Greek letters; limits: how much a file of words may do and make
sms             how a text fits an SMS: encoding, parts, what makes it dearer
proofs          a template rendered with its examples, in every language; correspondence: letters of the house to one person
corrections     what a correction has to name of the message it takes back
replacing       what an update says of the message it replaces; updating: where that stands in a text, and how it fits
glances         what a list of mails shows of one; headlines: what a list of alerts calls one; logo: the picture in the head of every mail
speech          dates, ranges and places as a language says them; places: names by language and case, and where something is that is there
"""

from templates.cap_words import Severity
from templates.catalogue import Catalogue, NoCorrection, UnknownTemplate
from templates.corrections import spoken_in_both, undecided_choices, values_of_correction
from templates.definition import Template, TemplateStatus, Variable, VariableKind
from templates.folders import BrokenTemplate
from templates.places import Place
from templates.rendering import Links, releases_in, render_words
from templates.replacing import Replaced
from templates.topics import Topic
from templates.values import BadValue, Values, YearMissing, fill_examples, read_values
from templates.words import Words, link_all_or_none

__all__ = [
    "BadValue",
    "BrokenTemplate",
    "Catalogue",
    "Links",
    "NoCorrection",
    "Place",
    "Replaced",
    "Severity",
    "Template",
    "TemplateStatus",
    "Topic",
    "UnknownTemplate",
    "Values",
    "Variable",
    "VariableKind",
    "Words",
    "YearMissing",
    "fill_examples",
    "link_all_or_none",
    "read_values",
    "releases_in",
    "render_words",
    "spoken_in_both",
    "undecided_choices",
    "values_of_correction",
]
