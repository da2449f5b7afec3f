"""The rules about what a warning must say."""

from linting.rules.rule import Rule

CONTENT: tuple[Rule, ...] = ()
