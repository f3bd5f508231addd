"""``riskmc init``: a starter plan that runs as it is and teaches the format."""

from __future__ import annotations

from pathlib import Path

import click

from riskmc.cli.options import PATH, force_option

EPILOG = """\b
Examples:
  riskmc init
  riskmc init crane.yaml --schema
  riskmc init - | less
"""

DEFAULT = Path("plan.yaml")


@click.command("init", epilog=EPILOG, short_help="Write a commented starter plan.")
@click.argument("file", type=PATH, default=DEFAULT)
@click.option("--schema", is_flag=True, help="Write the JSON Schema beside it, by which editors complete and check.")
@force_option
def command(file: Path, schema: bool, force: bool) -> None:
    """Write a starter plan to FILE (plan.yaml by default; - for stdout).

    It runs as it is, and its comments teach the format.
    """
    from riskmc.cli.outputs import check_outputs, write_text
    from riskmc.cli.terminal import line, message
    from riskmc.errors import UsageError

    if str(file) == "-":
        if schema:
            raise UsageError("--schema writes a file beside the plan; name a file for the plan instead of -")
        line(starter_plan(DEFAULT.name).rstrip())
        return
    beside = file.with_suffix(".schema.json") if schema else None
    check_outputs([file, beside], force=force)
    head = ""
    if beside is not None:
        write_text(beside, schema_text(), force=force)
        head = f"# yaml-language-server: $schema={beside.name}\n"
    write_text(file, head + starter_plan(file.name), force=force)
    message(f"{file} written. Try: riskmc run {file}")


def starter_plan(name: str) -> str:
    """Return the text of the starter plan, which names the file that it is written to."""
    from importlib.resources import files

    text = files("riskmc.cli").joinpath("plans", "starter.yaml").read_text(encoding="utf-8")
    return text.replace("plan.yaml", name)


def schema_text() -> str:
    """Return the JSON Schema of the plan format."""
    import json

    from riskmc.io.schema import plan_schema

    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"
