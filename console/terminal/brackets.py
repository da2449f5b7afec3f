"""Square brackets in help texts, which Typer takes for markup of rich.

No room is imported here: `tocsin --help` answers at once."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from rich.markup import escape


@contextmanager
def escaped(command: Any) -> Iterator[None]:
    """Show the help texts of a command as they are written."""
    shown = [command, *command.params, *getattr(command, "commands", {}).values()]
    with ExitStack() as kept:
        for each in shown:
            for name in ("help", "short_help"):
                if text := getattr(each, name, None):
                    kept.callback(setattr, each, name, text)
                    setattr(each, name, escape(text))
        yield
