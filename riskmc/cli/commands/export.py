"""``riskmc export``: what a saved result holds, and the risk register, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from riskmc.cli.options import (
    PATH,
    RunOptions,
    confidence_option,
    force_option,
    input_options,
    run_options,
    scenario_option,
)

EPILOG = """\b
Examples:
  riskmc export tables plan.riskmc --out tables
  riskmc export tables plan.riskmc --out tables --parquet
  riskmc export register plan.yaml --out register.xlsx
"""

REGISTER_EPILOG = """\b
Examples:
  riskmc export register plan.yaml --out register.xlsx
  riskmc export register plan.riskmc --out register.xlsx --by schedule
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


@click.group("export", cls=_Exports, epilog=EPILOG, short_help="Write tables and registers for other programs.")
def command() -> None:
    """Write what a saved result or a plan holds in the formats of other programs."""


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


@command.command("register", epilog=REGISTER_EPILOG, short_help="Write the risk register as a workbook.")
@click.argument("source", metavar="PLAN|RESULT", type=PATH)
@click.option("--out", type=PATH, metavar="FILE.xlsx", required=True, help="The workbook.")
@click.option("--xlsx", is_flag=True, help="As a workbook, which is the default.")
@click.option("--by", default="overall", show_default=True, metavar="KIND",
              help="What the score is of: schedule, cost, another kind of impact, or the worst of all.")  # fmt: skip
@click.option("--no-simulation", is_flag=True, help="Write the scores alone; nothing is run without each risk.")
@confidence_option
@force_option
@scenario_option
@input_options
@run_options
def register(
    source: Path,
    out: Path,
    xlsx: bool,
    by: str,
    no_simulation: bool,
    confidence: str,
    force: bool,
    scenario: str | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    **options: Any,
) -> int:
    """Write the risk register of a plan or a saved result as a workbook.

    It holds what the plan says, the scores and ranks, what each risk did to the finish, and a heatmap with a chart of
    Excel. What the plan says may be edited there and read again: riskmc import FILE.xlsx. Needs the extra 'excel'.
    """
    from riskmc.cli.register_export import RegisterExport

    inputs = {"scenario": scenario, "template": template, "project": project, "overlays": with_}
    return RegisterExport(source, out, by, confidence, not no_simulation, force).run(RunOptions(**options), inputs)
