"""Fields of the API: the kinds of text and number that requests are made of, and what all requests
and answers share."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from runtime import Problem

LARGEST_ID = 2**31 - 1  # what an INTEGER of the database holds

Number = Annotated[int, Path(ge=1, le=LARGEST_ID, description="its number")]
Count = Annotated[int, Field(ge=0, le=LARGEST_ID, strict=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Named = Annotated[str, Path(min_length=1, max_length=60, description="its name")]
Line = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=2000)]
ContentHash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Address = Annotated[str, StringConstraints(min_length=3, max_length=254)]


@contextmanager
def about(pointer: str) -> Iterator[None]:
    """Let a problem that is met in here say what of the body it is about: a JSON pointer."""
    try:
        yield
    except Problem as problem:
        if not problem.pointers:
            problem.pointers = (pointer,)
        raise


class Form(BaseModel):
    """What is asked for: nothing else may stand in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


class ToldOnce(Shown):
    """What is answered with a secret in it: what is kept for a repeat is without it."""

    @abstractmethod
    def without_secret(self) -> Shown:
        """The same, for whoever repeats the request."""


class Done(Shown):
    """The number of what was made or changed."""

    id: int = Field(examples=[17])
