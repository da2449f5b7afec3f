"""composing: from what was typed to a draft whose words are final.

requests     an alert as it was typed
composition  checks it and renders the words once, with those that would take it back
drafts       what comes out; freezing: the same as JSON, byte for byte, with its hash
linted       what the linter of warnings finds in the words of a draft
rehearsal    the words of a draft to the operator's own phone first
"""

from alerts.composing.composition import compose_draft
from alerts.composing.drafts import AlertDraft, count_parts
from alerts.composing.freezing import (
    FrozenContent,
    FrozenWords,
    content_of,
    hash_content,
    request_of_alert,
)
from alerts.composing.linted import LintedText, errors_of, lint_draft
from alerts.composing.rehearsal import rehearse_draft
from alerts.composing.requests import AlertRequest, check_groups_kept

__all__ = [
    "AlertDraft",
    "AlertRequest",
    "FrozenContent",
    "FrozenWords",
    "LintedText",
    "check_groups_kept",
    "compose_draft",
    "content_of",
    "count_parts",
    "errors_of",
    "hash_content",
    "lint_draft",
    "rehearse_draft",
    "request_of_alert",
]
