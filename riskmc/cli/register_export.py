"""``riskmc export register``: the register of a plan as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from riskmc.cli.exits import INTERRUPTED
from riskmc.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from riskmc.cli.options import RunOptions
    from riskmc.result.run_result import SimulationResult

__all__ = ["RegisterExport"]

_LEVEL: Final = 0.8


@dataclass(frozen=True)
class RegisterExport:
    """What is to be exported, and where.

    Parameters
    ----------
    source, out : Path
    by : str
        The kind of impact that is scored.
    confidence : str
    is_simulated : bool
        Whether the plan is run without each risk.
    force : bool
    """

    source: Path
    out: Path
    by: str
    confidence: str
    is_simulated: bool
    force: bool

    def run(self, options: RunOptions, inputs: Mapping[str, Any]) -> int:
        """Run the plan, and write the workbook.

        Parameters
        ----------
        options : RunOptions
        inputs : mapping
            The scenario, and what a schedule file does not say.

        Returns
        -------
        int
            The exit status.
        """
        from riskmc.cli.heatmaps import removals_for, result_for
        from riskmc.cli.outputs import check_outputs
        from riskmc.cli.terminal import line
        from riskmc.io.whole_file import whole_file
        from riskmc.result.statistic import parse_confidence

        self._check()
        check_outputs([self.out], force=self.force, sources=[self.source, *inputs["overlays"]])
        share = parse_confidence(self.confidence)
        result = result_for(self.source, options, self.by, **inputs)
        if result is None:
            return INTERRUPTED
        removals = removals_for(result, options, _LEVEL, share) if self.is_simulated else None
        if removals is None and self.is_simulated:
            return INTERRUPTED
        content = self._workbook(result, removals)
        with whole_file(self.out, force=self.force) as file:
            file.write(content)
        line(str(self.out))
        return 0

    def _check(self) -> None:
        from importlib.util import find_spec

        if self.out.suffix.lower() != ".xlsx":
            raise UsageError(f"--out {self.out} is no workbook; write a name that ends with .xlsx")
        if find_spec("xlsxwriter") is None:
            raise MissingExtraError("excel", "writing a workbook")

    def _workbook(self, result: SimulationResult, removals: Any) -> bytes:
        from riskmc.analysis.scoring import score_risks
        from riskmc.analysis.simulated_matrix import simulated_matrix, with_planned_length
        from riskmc.report.register_workbook import register_workbook

        if removals is None:
            return register_workbook(result, score_risks(with_planned_length(result), self.by), None)
        simulated = simulated_matrix(result, removals, self.by)
        return register_workbook(result, simulated.scored, simulated)
