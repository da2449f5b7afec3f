"""Limits: how much one file of words may do and make. It is counted, not timed, so that every
machine says the same."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import wraps
from numbers import Number
from types import BuiltinMethodType
from typing import Any, TypeVar

from jinja2 import TemplateRuntimeError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from runtime import said

MOST_STEPS = 20_000  # rounds of loops, calls of macros, files included
MOST_LETTERS = 1_000_000
MOST_WORK = 5_000_000  # the sizes of all that one filter or operator is given, multiplied
LARGEST_NUMBER = 10**15
_WIDE = re.compile(r"%[-+ #0]*(?:\*|[0-9]{4}|[0-9]*\.(?:\*|[0-9]{4}))")
_WIDE_FIELD = re.compile(r"\{[^}]*(?:[0-9]{4}|\{)")
_T = TypeVar("_T")


class TooMuch(TemplateRuntimeError):
    """The words of a file would take too long, or too much room."""


@dataclass(slots=True)
class Budget:
    """What is left to a file of words."""

    steps: int = MOST_STEPS
    letters: int = MOST_LETTERS

    def step(self, letters: int = 0) -> str:
        """One round of a loop, one call of a macro, or one file that is included, with the fixed
        words in it."""
        self.steps -= 1
        if self.steps < 0:
            raise TooMuch(said("it repeats itself more than {most} times", most=MOST_STEPS))
        self._spend(letters)
        return ""

    def made(self, value: _T) -> _T:
        """What was made on the way."""
        self._spend(1 + (len(value) if isinstance(value, Sized) else 0))
        return value

    def _spend(self, letters: int) -> None:
        self.letters -= letters
        if self.letters < 0:
            raise TooMuch(said("it makes more than {most} characters", most=MOST_LETTERS))


class Limited(ImmutableSandboxedEnvironment):
    """A sandbox in which no loop, no operator and no filter goes on without end."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, *, finalize: Callable[[object], object], **options: Any) -> None:
        self.budget = budget = Budget()
        super().__init__(finalize=lambda value: budget.made(finalize(value)), **options)
        self.filters = dict(_FILTERS)
        self.globals.clear()

    def step(self, letters: int) -> str:
        """Count one round, with the fixed words in it."""
        return self.budget.step(letters)

    def each(self, items: Iterable[_T]) -> Iterator[_T]:
        """Count every item that a loop looks at, also those it leaves out."""
        for item in items:
            self.budget.step()
            yield item

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Carry out an operator, unless what it makes would be too large."""
        if operator == "%" and isinstance(left, str):
            _check_pattern(left)
        elif operator == "**" or (
            operator == "*" and not (isinstance(left, Number) and isinstance(right, Number))
        ):
            _check_work((left, right), raised=operator == "**")
        return self._kept(super().call_binop(context, operator, left, right))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, jinja2 names it so
        """Call something, unless it is a text's own method that would make too much."""
        if isinstance(__obj, BuiltinMethodType):
            _check_work((__obj.__self__, *args, *kwargs.values()))
        return __self._kept(super().call(__context, __obj, *args, **kwargs))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """A text's own `format`, unless its pattern asks for very wide fields."""
        found = super().wrap_str_format(value)
        if found is not None and _WIDE_FIELD.search(value.__self__):
            raise TooMuch(said("one step of it makes too much"))
        return found

    def _kept(self, value: Any) -> Any:
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            raise TooMuch(said("it makes a number that is too large"))
        return self.budget.made(value)


class _Counting(CodeGenerator):
    """Compiles what repeats itself so that each round is counted."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        _count(node)
        super().visit_Template(node, frame)

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        _count(node)
        if isinstance(node.iter, nodes.Expr) and node.test is not None:
            node.iter = _asked("each", [node.iter], node.lineno)
        super().visit_For(node, frame)

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        _count(node)
        super().visit_Macro(node, frame)

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Frame) -> None:
        _count(node)
        super().visit_CallBlock(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.budget.made(")
        super().visit_Concat(node, frame)
        self.write(")")


Limited.code_generator_class = _Counting


def _count(node: nodes.Template | nodes.For | nodes.Macro | nodes.CallBlock) -> None:
    fixed = sum(len(words.data) for words in node.find_all(nodes.TemplateData))
    call = _asked("step", [nodes.Const(fixed)], node.lineno)
    node.body.insert(0, nodes.ExprStmt(call, lineno=node.lineno))


def _asked(method: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    asked = nodes.EnvironmentAttribute(method, lineno=line)
    return nodes.Call(asked, arguments, [], None, None, lineno=line)


def _bounded(name: str, function: Callable[..., _T]) -> Callable[..., _T]:
    @wraps(function)
    def limited(*args: Any, **kwargs: Any) -> _T:
        given = [
            each for each in (*args, *kwargs.values()) if isinstance(each, (str, int, list, tuple))
        ]
        if name == "format" and given and isinstance(given[0], str):
            _check_pattern(given[0])
        _check_work(given)
        return function(*args, **kwargs)

    return limited


def _check_work(given: Iterable[object], *, raised: bool = False) -> None:
    sizes = [_size(each) for each in given]
    work = sizes[0] ** min(sizes[1], 64) if raised else 1
    for size in () if raised else sizes:
        work *= size
    if work > MOST_WORK:
        raise TooMuch(said("one step of it makes too much"))


def _check_pattern(pattern: str) -> None:
    if _WIDE.search(pattern):
        raise TooMuch(said("one step of it makes too much"))


def _size(value: object) -> int:
    if isinstance(value, int):
        return max(1, abs(value))
    return 1 + len(value) if isinstance(value, Sized) else 1


_FILTERS: Mapping[str, Callable[..., object]] = {
    name: _bounded(name, function) for name, function in FILTERS.items()
}
