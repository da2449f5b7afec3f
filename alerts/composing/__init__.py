"""composing: from what was typed to a draft whose words are final.

requests     an alert as it was typed
composition  checks it and renders the words once, with those that would take it back
drafts       what comes out; freezing: the same as JSON, byte for byte, with its hash
rehearsal    the words of a draft to the operator's own phone first
"""

from alerts.composing.composition import compose
from alerts.composing.drafts import Draft, parts_of
from alerts.composing.freezing import Content, FrozenWords, content_hash, content_of, request_behind
from alerts.composing.rehearsal import rehearse
from alerts.composing.requests import Request, check_still_for_some

__all__ = [
    "Content",
    "Draft",
    "FrozenWords",
    "Request",
    "check_still_for_some",
    "compose",
    "content_hash",
    "content_of",
    "parts_of",
    "rehearse",
    "request_behind",
]
