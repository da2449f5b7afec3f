"""Tokens as they are asked for and answered: never a value but once, when one is made."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from runtime import Right
from staff.tokens import TokenView
from web.admin.fields import LARGEST_ID, Form, Line, Shown, ToldOnce


class TokenShown(Shown):
    """A token, never its value; no scopes mean all that the role may."""

    token: int
    member: int
    name: str = Field(description="the member's")
    label: str
    scopes: list[str]
    networks: list[str] = Field(
        examples=[["10.0.0.0/8"]], description="from where it works; none: from anywhere"
    )
    state: str = Field(examples=["active"], description="active, expired or revoked")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, found: TokenView, now: datetime) -> "TokenShown":
        """As the terminal lists them."""
        return cls(
            token=found.id,
            member=found.member_id,
            name=found.member,
            label=found.label,
            scopes=list(found.scopes),
            networks=list(found.networks),
            state=found.state(now),
            created_at=found.created_at,
            expires_at=found.expires_at,
            last_used_at=found.last_used_at,
            revoked_at=found.revoked_at,
        )


class TokenList(Shown):
    """All tokens, in the order they were made."""

    tokens: list[TokenShown]


class TokenWanted(Form):
    """A token to be made for a member; it works for a year at most."""

    member: int = Field(ge=1, le=LARGEST_ID, strict=True, examples=[3])
    label: Annotated[str, StringConstraints(max_length=60)] = Field("", examples=["forecast feed"])
    scopes: list[Right] = Field(
        default=[], max_length=len(Right), examples=[["alert:read", "alert:draft"]]
    )
    networks: list[Line] = Field(
        default=[],
        max_length=20,
        examples=[["10.0.0.0/8"]],
        description="from where it works; elsewhere it is answered as a wrong one",
    )
    expires_at: AwareDatetime = Field(examples=["2027-06-30T00:00:00+03:00"])


class TokenMade(ToldOnce):
    """A new token: its value is told this once, and kept nowhere."""

    id: int
    value: str | None = Field(
        examples=["toc_5_<48 hexadecimal digits>"],
        description="null in a repeat by the same key: revoke it, and make another",
    )

    def without_secret(self) -> "TokenMade":
        """The number alone."""
        return self.model_copy(update={"value": None})
