"""``riskmc schema``: the plan format, as a JSON Schema."""

from __future__ import annotations

from pathlib import Path

import click

from riskmc.cli.options import PATH, force_option

EPILOG = """\b
Examples:
  riskmc schema --out plan.schema.json
Then let the first line of a plan be:
  # yaml-language-server: $schema=plan.schema.json
"""


@click.command("schema", epilog=EPILOG, short_help="Print the JSON Schema of the plan format.")
@click.option("--out", type=PATH, metavar="FILE", help="Write it to a file.")
@force_option
def command(out: Path | None, force: bool) -> None:
    """Print the JSON Schema of the plan format, by which editors complete and check a plan."""
    from riskmc.cli.commands.init import schema_text
    from riskmc.cli.outputs import write_text
    from riskmc.cli.terminal import line, message

    if out is None:
        line(schema_text().rstrip())
        return
    write_text(out, schema_text(), force=force)
    message(f"Schema written to {out}")
