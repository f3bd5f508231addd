"""``riskmc buffer``: how large the contingency must be, by every method, and what each is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.exits import INTERRUPTED
from riskmc.cli.options import (
    PATH,
    RunOptions,
    force_option,
    input_options,
    json_option,
    run_options,
    scenario_option,
)

if TYPE_CHECKING:
    from riskmc.analysis.buffer_study import BufferStudy

EPILOG = """\b
Examples:
  riskmc buffer plan.yaml --confidence 80%
  riskmc buffer plan.yaml --joint all --reserve-to 95% --html buffer.html
  riskmc buffer plan.yaml --delay-cost 12k --buffer-cost 3k --png buffer.png
  riskmc buffer plan.riskmc --out buffered.yaml --json
"""


@click.command("buffer", epilog=EPILOG, short_help="How large the contingency must be.")
@click.argument("source", metavar="PLAN|RESULT", type=PATH)
@click.option("--confidence", metavar="SHARE", default="80%", show_default=True,
              help="How sure the promised dates are to be.")  # fmt: skip
@click.option("--reserve-to", metavar="SHARE", help="How sure with a management reserve on top; none for none.  "
              "[default: 95%, or 99% where 95% is not above]")  # fmt: skip
@click.option("--joint", metavar="IDS", help="Milestones that are to hold together, as a,b,c; all for all of them.")
@click.option("--safe", metavar="P90", default="P90", show_default=True,
              help="What the critical chain takes for a safe duration of a task.")  # fmt: skip
@click.option("--aggressive", metavar="P50", default="P50", show_default=True,
              help="And for one without safety; plan for the durations of the plan.")  # fmt: skip
@click.option("--bias", metavar="SHARE", default="15%", show_default=True,
              help="Share of the chain that is added to its root square error.")  # fmt: skip
@click.option("--place", default="simulated", show_default=True, metavar="METHOD",
              help="Whose buffer is put before the finish: simulated, root-square-error and so on.")  # fmt: skip
@click.option("--delay-cost", metavar="MONEY", help="Of a working day by which the promise is missed, such as 12k.")
@click.option("--buffer-cost", metavar="MONEY", help="Of a working day of buffer; with both, the cheapest is found.")
@click.option("--interval", metavar="SHARE", default="95%", show_default=True, help="Confidence of all intervals.")
@click.option("--no-trial", is_flag=True, help="Do not run the plan again to try the dates and the buffers.")
@click.option("--out", type=PATH, metavar="FILE.yaml", help="Write the plan with its buffers in place.")
@click.option("--html", type=PATH, metavar="FILE.html", help="Write a page with all of it.")
@click.option("--png", type=PATH, metavar="FILE.png", help="Draw the charts: FILE-contingency.png and so on.")
@click.option("--svg", type=PATH, metavar="FILE.svg", help="Draw the charts: FILE-contingency.svg and so on.")
@click.option("--pdf", type=PATH, metavar="FILE.pdf", help="Draw the charts, as pages of one file.")
@force_option
@json_option
@scenario_option
@input_options
@run_options
def command(
    source: Path,
    out: Path | None,
    html: Path | None,
    png: Path | None,
    svg: Path | None,
    pdf: Path | None,
    no_trial: bool,
    force: bool,
    as_json: bool,
    scenario: str | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    **options: Any,
) -> int:
    """Say how much contingency a plan needs to hold its dates, and who needs it.

    The contingency of the project and of each milestone is what lies between the date of the plan and a percentile.
    Beside it stand the buffers that the rules of critical chain give, each with how often its date holds on iterations
    by which nothing was sized, and what the work eats of the buffers in the plan that has them.
    """
    from riskmc.cli.buffer_outputs import Outputs
    from riskmc.cli.buffers import read_wish, result_for, study_for

    asked = read_wish(options)
    how = RunOptions(**{name: options[name] for name in RunOptions.__dataclass_fields__})
    outputs = Outputs(html=html, png=png, svg=svg, pdf=pdf, plan=out)
    outputs.check(force=force, sources=[source, *with_])
    result = result_for(source, asked, how, scenario=scenario, template=template, project=project, overlays=with_)
    study = None if result is None else study_for(result, asked, how, has_trial=not no_trial)
    if study is None:
        return INTERRUPTED
    outputs.write(study, force=force)
    _print(study, as_json=as_json)
    return 0


def _print(study: BufferStudy, *, as_json: bool) -> None:
    from riskmc.cli.terminal import line, width, write_json

    if as_json:
        from riskmc.cli.buffer_document import buffer_document

        write_json(buffer_document(study))
        return
    from riskmc.cli.buffer_table import buffer_lines

    for text in buffer_lines(study, width()):
        line(text)
