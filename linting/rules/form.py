"""The rules about how a warning is said."""

from linting.rules.rule import Rule

FORM: tuple[Rule, ...] = ()
