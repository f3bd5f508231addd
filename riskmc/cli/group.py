"""The command ``riskmc`` itself: it knows its commands by name and imports the one that is called."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from riskmc._version import __version__
from riskmc.cli.exits import ending_with_exit_status

__all__ = ["COMMANDS", "main", "riskmc_command"]

COMMANDS = (
    "init", "import", "check", "run", "replay", "report", "sensitivity", "heatmap", "buffer", "triggers", "compare",
    "export", "schema", "demo", "warmup",
)  # fmt: skip
"""The commands, in the order in which they are met."""

_COMPLETION = "_RISKMC_COMPLETE"


class _Commands(Mapping[str, click.Command]):
    """The commands by name, imported when they are asked for."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in COMMANDS:
            raise KeyError(name)
        module = f"{name}_" if iskeyword(name) else name
        command: click.Command = import_module(f"riskmc.cli.commands.{module}").command
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and ends with the exit statuses of riskmc."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        return _Commands().get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or say which one may be meant."""
        if args[0] in COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        raise click.UsageError(f"there is no command {args[0]!r}.{_suggestion(args[0])}", ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = "riskmc",
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command; as a program, turn every way to end into an exit status of riskmc, not of click."""
        if not standalone_mode or _COMPLETION in os.environ:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        with ending_with_exit_status():
            arguments = sys.argv[1:] if args is None else list(args)
            with self.make_context(prog_name, arguments, **extra) as context:
                status = self.invoke(context)
            sys.exit(status if isinstance(status, int) else 0)


def _suggestion(word: str) -> str:
    from difflib import get_close_matches
    from pathlib import Path

    close = get_close_matches(word.lower(), COMMANDS, n=1, cutoff=0.5)
    if close:
        return f" Did you mean {close[0]}?"
    if Path(word).exists():
        return f" To run a plan, write: riskmc run {word}"
    return f" The commands are {', '.join(COMMANDS)}."


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: riskmc init plan.yaml, then riskmc run plan.yaml --report plan.html",
)
@click.version_option(__version__, "-V", "--version", prog_name="riskmc", message="%(prog)s %(version)s")
def riskmc_command() -> None:
    """Say when a project will finish, how sure that is, and what drives it.

    A plan with uncertain durations and risks is simulated many thousands of times.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.
    """
    # An interpreter that ends looks for garbage among all that is left; after a large plan that takes half a second.
    atexit.register(gc.freeze)
    riskmc_command.main(arguments)
