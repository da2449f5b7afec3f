"""The root of all commands: it chooses the language, runs what was typed and ends it with a
sentence when something goes wrong."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from console.terminal.interruption import INTERRUPTED, confirmed, interrupted
from console.terminal.language import ENGLISH, SPOKEN, choose_language, speech, spoken
from console.terminal.old_names import with_present_names
from console.terminal.output import explain, leave, say, show


class RootCommand(TyperGroup):
    """A group of commands that ends with a sentence and the right exit code when something goes
    wrong."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Choose the language to speak, then carry out what was typed."""
        language = choose_language(sys.argv[1:] if args is None else args, os.environ)
        SPOKEN.set(language)
        _keep_brackets(self)
        if language == ENGLISH:
            return super().main(args, *rest, **extra)
        from console.terminal.help_pages import help_spoken

        with help_spoken(speech(language), self):
            return super().main(args, *rest, **extra)

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """Read what was typed."""
        with _mistakes_spoken():
            return super().make_context(info_name, with_present_names(args), *rest, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        confirmed(False)
        try:
            with _mistakes_spoken():
                return self._invoke(ctx)
        except KeyboardInterrupt:
            say(f"\n{spoken(interrupted())}" if sys.stderr.isatty() else interrupted())
            raise typer.Exit(INTERRUPTED) from None

    def _invoke(self, ctx: Any) -> Any:
        from console.terminal.duty import DUTY, check_command
        from runtime import Problem

        typed = [*ctx._protected_args, *ctx.args]
        try:
            if DUTY in os.environ:
                check_command(typed, ctx.params["home"])
            return super().invoke(ctx)
        except Problem as problem:
            explain(problem, _command_of(self, typed))
            raise typer.Exit(problem.exit) from None
        except BrokenPipeError:
            # Whoever read our output (head, less) has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except Exception as error:  # the outermost loop: staff get a sentence, never a traceback
            from console.terminal.defects import report_defect

            raise typer.Exit(report_defect(error)) from None


def show_version(wanted: bool) -> None:
    """Put out which version this is, and end."""
    if not wanted:
        return
    from importlib.metadata import version

    show(f"tocsin {version('tocsin')}")
    leave(0)


def _command_of(root: Any, words: Sequence[str]) -> str:
    """The command that was typed, with the groups it is in: `tocsin alerts send`."""
    path, command = ["tocsin"], root
    for word in words:
        command = getattr(command, "commands", {}).get(word)
        if command is None:
            break
        path.append(word)
    return " ".join(path)


def _keep_brackets(command: Any) -> None:
    """Let the help pages of a command, and of those under it, show what stands in square brackets,
    such as a section of tocsin.toml."""
    show = command.format_help

    def format_help(*asked: Any) -> None:
        from console.terminal.brackets import escaped

        with escaped(command):
            show(*asked)

    command.format_help = format_help
    for each in getattr(command, "commands", {}).values():
        _keep_brackets(each)


def _leave_out_hidden(error: TyperException) -> None:
    """Suggest no command that is hidden, such as an old name."""
    context, message = getattr(error, "ctx", None), getattr(error, "message", "")
    head, asked, names = message.partition(" Did you mean ")
    if context is None or not asked:
        return
    commands = getattr(context.command, "commands", {})
    hidden = {repr(name) for name, command in commands.items() if command.hidden}
    shown = [name for name in names.rstrip("?").split(", ") if name not in hidden]
    error.message = f"{head}{asked}{', '.join(shown)}?" if shown else head


@contextmanager
def _mistakes_spoken() -> Iterator[None]:
    """Let Typer tell in the language that is spoken what is wrong with the words of a command."""
    try:
        yield
    except TyperException as error:
        from console.terminal.mistyped import command_of, explain_value

        if mistake := explain_value(error):
            explain(mistake, command_of(error))
            raise typer.Exit(mistake.exit) from None
        _leave_out_hidden(error)
        if SPOKEN.get() == ENGLISH or type(error).__name__ == "NoArgsIsHelpError":
            raise
        from console.terminal.help_pages import explained

        context, words = getattr(error, "ctx", None), explained(speech(SPOKEN.get()), error)
        if context is not None:
            context.fail(words)
        error.message = words
        raise
