"""The code of an authenticator app that a request shows, where the policy asks for one."""

from typing import Annotated

from fastapi import Header

from alerts.issuing import Override
from staff.second_factor import CodeProof, spend_code
from web.admin.request_context import WriteContext

TypedCode = Annotated[
    str | None,
    Header(
        alias="Tocsin-Code",
        min_length=1,
        max_length=40,
        pattern="^[!-~]+$",
        description="Six digits of the member's authenticator app, or a recovery code, where `second_factor` under `[approval]` asks for it. Each works once.",
        examples=["492039"],
    ),
]


def override_of(context: WriteContext, reason: str, code: str | None) -> Override:
    """The reason that a request gives, with the proof of its code where the policy asks for one."""
    policy = context.home.config.approval.second_factor
    asked = bool(reason) and policy.guards_overrides
    return Override(reason, prove(context, code, asked=asked))


def prove(context: WriteContext, code: str | None, *, asked: bool) -> CodeProof | None:
    """Spend the code of a request for which one is `asked`; a repeat of what was answered needs
    none. Raises what `spend_code` does."""
    if code is None or not asked or context.is_repeat():
        return None
    keys, by = context.home.keys, context.by
    return spend_code(context.home.database, keys, code, by=by, now=context.now)
