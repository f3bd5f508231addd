"""The border between what the user means and what the machine does: a project becomes read-only arrays."""

from riskmc.compiled.project import CRITICAL_FLOAT, CompiledProject, compile_project, frozen

__all__ = ["CRITICAL_FLOAT", "CompiledProject", "compile_project", "frozen"]
