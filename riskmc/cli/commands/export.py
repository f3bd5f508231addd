"""``riskmc export``: what a saved result holds, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from riskmc.cli.options import PATH, force_option

EPILOG = """\b
Examples:
  riskmc export tables plan.riskmc --out tables
  riskmc export tables plan.riskmc --out tables --parquet
"""

TABLES_EPILOG = """\b
Example:
  riskmc export tables plan.riskmc --out tables --csv --parquet
"""


class _Exports(click.Group):
    """The exports by name; a word that is none is answered with what there is."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the export that is asked for."""
        if args[0] in self.commands or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        names = ", ".join(self.commands)
        is_file = Path(args[0]).exists()
        hint = f" To export tables, write: riskmc export tables {args[0]} --out FOLDER" if is_file else ""
        raise click.UsageError(f"there is no export {args[0]!r}; there is: {names}.{hint}", ctx)


@click.group("export", cls=_Exports, epilog=EPILOG, short_help="Write the tables of a result for other programs.")
def command() -> None:
    """Write what a saved result holds in the formats of other programs."""


@command.command("tables", epilog=TABLES_EPILOG, short_help="Write each table as CSV or Parquet.")
@click.argument("result", metavar="RESULT", type=PATH)
@click.option("--out", type=PATH, metavar="FOLDER", required=True, help="Folder of the tables; it is made.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, which is the default.")
@click.option("--parquet", "as_parquet", is_flag=True, help="As Parquet, with units and labels (extra 'parquet').")
@force_option
def tables(result: Path, out: Path, as_csv: bool, as_parquet: bool, force: bool) -> int:
    """Write each table of a saved RESULT to a file of its own.

    tables.json and README.md beside them say what each column holds, in which unit, and where the numbers come from.
    """
    from riskmc.cli.inputs import kind_of
    from riskmc.cli.table_files import Format, write_tables
    from riskmc.cli.terminal import line
    from riskmc.errors import UsageError

    if kind_of(result) != "result":
        raise UsageError(f"{result} is no saved result; write one with: riskmc run {result} --save FILE.riskmc")
    wanted: list[Literal["csv", "parquet"]] = ["csv"] if as_csv or not as_parquet else []
    formats: tuple[Format, ...] = (*wanted, *(("parquet",) if as_parquet else ()))
    from riskmc.result import read_result

    for place in write_tables(read_result(result), out, formats, force=force):
        line(str(place))
    return 0
