"""``riskmc import`` of a risk register: read as it is, written as an overlay."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.errors import UsageError

if TYPE_CHECKING:
    from riskmc.io.registers import Targets

__all__ = ["RegisterImport"]


@dataclass(frozen=True)
class RegisterImport:
    """A register and how it is to be imported.

    Parameters
    ----------
    file : Path
    out : Path or None
        The overlay; by default NAME.yaml, here.
    mapping, mapping_out : Path or None
        What the columns hold, given and written.
    sheet : str or None
    plan : Path or None
        Where the tasks are that it names.
    force, as_json : bool
    """

    file: Path
    out: Path | None
    mapping: Path | None
    mapping_out: Path | None
    sheet: str | None
    plan: Path | None
    force: bool
    as_json: bool

    def run(self) -> None:
        """Read the register, write the overlay, and say what was understood.

        Raises
        ------
        riskmc.errors.PlanError
            Where it is no risk register.
        """
        from riskmc._version import __version__
        from riskmc.cli.outputs import check_outputs
        from riskmc.cli.register_document import counted, register_document, register_lines
        from riskmc.cli.terminal import line, message, width, write_json
        from riskmc.io.registers import mapping_text, read_mapping, read_register, register_text
        from riskmc.io.whole_file import write_whole_files

        place = self._place()
        sources = [path for path in (self.file, self.mapping, self.plan) if path is not None]
        check_outputs([place, self.mapping_out], force=self.force, sources=sources)
        told = None if self.mapping is None else read_mapping(self.mapping)
        reading = read_register(self.file, mapping=told, sheet=self.sheet)
        targets = self._targets()
        files = {place: register_text(reading, self.file.name, __version__, targets).encode()}
        if self.mapping_out is not None:
            files[self.mapping_out] = mapping_text(reading).encode()
        write_whole_files(files, force=self.force)
        if self.as_json:
            write_json(register_document(reading, list(files), targets))
            return
        for text in register_lines(reading, targets, width()):
            message(text)
        message(f"{counted(reading, targets)}. Try: riskmc run {self.plan or 'PLAN'} --with {place}")
        for path in files:
            line(str(path))

    def _place(self) -> Path:
        if self.out is None:
            return Path(f"{self.file.resolve().stem}.yaml")
        if self.out.suffix.lower() not in (".yaml", ".yml"):
            raise UsageError(f"--out {self.out} is no YAML file; a register becomes one file, such as risks.yaml")
        return self.out

    def _targets(self) -> Targets:
        from riskmc.io.registers import Targets

        if self.plan is None:
            return Targets()
        from riskmc.cli.inputs import load_project

        return Targets.of(load_project(self.plan))
