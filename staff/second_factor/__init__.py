"""second_factor: what a member proves besides their token before they approve or override.

secrets     the codes of RFC 6238, and recovery codes: `draw_factor_secret`
setting_up  made, removed and listed: `set_up_factor`, `remove_factor`, `has_factor`, `approvers_without_factor`
spending    a code is taken once and becomes a proof: `spend_code`, `check_proof`; `often_refused` counts wrong ones
"""

from staff.second_factor.secrets import FactorSecret, draw_factor_secret
from staff.second_factor.setting_up import (
    approvers_without_factor,
    check_no_factor,
    has_factor,
    remove_factor,
    set_up_factor,
)
from staff.second_factor.spending import (
    CodeNeeded,
    CodeProof,
    CodeRefused,
    check_factor,
    check_proof,
    often_refused,
    spend_code,
)

__all__ = [
    "CodeNeeded",
    "CodeProof",
    "FactorSecret",
    "CodeRefused",
    "approvers_without_factor",
    "check_factor",
    "check_no_factor",
    "check_proof",
    "draw_factor_secret",
    "has_factor",
    "often_refused",
    "remove_factor",
    "set_up_factor",
    "spend_code",
]
